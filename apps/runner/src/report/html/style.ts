/**
 * The look of local summaries: the site's paper, ink and meanings of colours (learning rate teal, loss amber, metric
 * indigo, cost slate), in light and dark, with the fonts that the machine has. Contrast of text is 4.5 to 1 or more.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #faf7f0; --ink: #1d1b18; --soft: #5c564c; --line: #d9d2c3; --panel: #f3eee2;
  --learning-rate: #0d6b66; --loss: #95590a; --metric: #42459b; --cost: #4c5966;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a1916; --ink: #ece7db; --soft: #aaa294; --line: #3b382f; --panel: #23211c;
    --learning-rate: #5cc4bb; --loss: #e0a458; --metric: #a6a9ee; --cost: #a3b1c0;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1, h2 { font-family: Georgia, "Source Serif 4", "Noto Serif", serif; font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { font-size: 1.9rem; margin: 0 0 0.75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 0.5rem; }
.kicker { color: var(--soft); font-size: 0.9rem; margin: 0 0 0.4rem; }
.lead { max-width: 44rem; margin: 0 0 0.5rem; }
p { max-width: 44rem; }
.soft, footer, figcaption { color: var(--soft); font-size: 0.9rem; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 0.75rem; }
code { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 0.9em; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; font-size: 0.92rem; min-width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
td code { white-space: nowrap; } td:last-child { min-width: 9rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0.75rem 0; max-width: 44rem; }
dt { color: var(--soft); } dd { margin: 0; }
figure { margin: 1rem 0 0.5rem; }
figcaption { margin-top: 0.25rem; max-width: 44rem; }
svg { display: block; width: 100%; height: auto; background: var(--panel); border-radius: 4px; }
svg text { font: 12px system-ui, "Segoe UI", "Noto Sans", sans-serif; fill: var(--soft); }
svg .strong { fill: var(--ink); font-weight: 600; }
svg.narrow { display: none; }
svg .axis { fill: none; stroke: var(--line); stroke-width: 1; }
svg .mark { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; }
svg .band { fill: var(--learning-rate); opacity: 0.14; }
.learning-rate { --own: var(--learning-rate); } .loss { --own: var(--loss); } .metric { --own: var(--metric); } .cost { --own: var(--cost); }
svg .series path.join { fill: none; stroke: var(--own); stroke-width: 1.75; }
svg .series .dot { fill: var(--own); }
svg .series .cross { fill: none; stroke: var(--own); stroke-width: 1.75; }
svg .series text { fill: var(--own); }
svg .other path.join { stroke-dasharray: 6 3; } svg .third path.join { stroke-dasharray: 2 3; }
details { margin: 0.5rem 0; } summary { cursor: pointer; color: var(--soft); padding: 0.6rem 0; min-height: 44px; }
@media (max-width: 30rem) { main { padding: 1.25rem 1rem 2rem; } h1 { font-size: 1.5rem; } svg.wide { display: none; } svg.narrow { display: block; } }
`;

import { type Fitted, verified } from './candidate.js';
import { fitLaw } from './node-fit.js';
import { part, type Span } from './points.js';

const MOST_BOUNDARIES = 6;

/** Updates at which a dense trace breaks: its value or its slope changes otherwise than around it. The sharpest first. */
function breaksOf({ points, peak }: Span): readonly number[] {
  const value = (t: number) => points[t]?.learningRate ?? NaN;
  const bend = (t: number) => Math.abs(value(t + 1) - 2 * value(t) + value(t - 1));
  const sharpness = points.slice(2, -1).map(({ t }) => {
    const around = [t - 3, t - 2, t + 2, t + 3].map(bend).filter(Number.isFinite);
    const usual = around.toSorted((a, b) => a - b)[Math.floor(around.length / 2)] ?? 0;
    return { t, sharpness: bend(t) / (usual + 1e-10 * peak) };
  });
  const sharpest = sharpness
    .filter((one) => one.sharpness > 1.5)
    .toSorted((a, b) => b.sharpness - a.sharpness)
    .slice(0, 2 * MOST_BOUNDARIES)
    .map(({ t }) => t);
  // A jump bends at both of its sides; the phase begins at one of three updates.
  return [...new Set(sharpest.flatMap((t) => [t, t + 1]))].slice(0, 2 * MOST_BOUNDARIES).sort((a, b) => a - b);
}

interface Way {
  readonly parameters: number;
  readonly phases: readonly { readonly node: Fitted['node']; readonly end: number }[];
}

/** The simplest sequence of laws between the breaks of a dense trace; null where there is none. */
export function fitSequence(span: Span): Fitted | null {
  const ends = [0, ...breaksOf(span), span.updates];
  const best: (Way | null)[] = [{ parameters: 0, phases: [] }];
  for (const [to, end] of ends.entries()) {
    if (to === 0) continue;
    let chosen: Way | null = null;
    for (const [from, start] of ends.slice(0, to).entries()) {
      const before = best[from] ?? null;
      if (before === null || start >= end) continue;
      // A boundary is a parameter too: even the simplest law makes this way longer than what is known.
      if (chosen !== null && before.parameters + 2 >= chosen.parameters) continue;
      const fit = fitLaw(part(span, start, end));
      if (fit === null) continue;
      const parameters = before.parameters + fit.parameters + 1;
      if (chosen === null || parameters < chosen.parameters) {
        chosen = { parameters, phases: [...before.phases, { node: fit.node, end }] };
      }
    }
    best.push(chosen);
  }
  const way = best.at(-1);
  if (way == null || way.phases.length < 2) return null;
  const phases = way.phases.map(({ node, end }, index) => ({
    policy: node,
    ...(index < way.phases.length - 1 ? { until: { steps: end } } : {}),
  }));
  return verified({ law: 'sequence', phases }, span);
}

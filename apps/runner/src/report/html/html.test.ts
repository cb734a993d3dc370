import { describe, expect, it } from 'vitest';
import { chart } from './chart.js';
import { html } from './html.js';
import { facts, summaryPage, table } from './page.js';
import { ticksOf } from './ticks.js';

const X = { label: 'learning rate', isLogarithmic: true };
const Y = { label: 'loss', isLogarithmic: false };
const point = (x: number, y: number | null) => ({ x, y, text: `at ${String(x)}` });

describe('html', () => {
  it('escapes what is put in, and leaves what is HTML', () => {
    const bad = '<script>"&\'';
    expect(html`<p title="${bad}">${bad}</p>`.text).toBe(
      '<p title="&lt;script&gt;&quot;&amp;&#39;">&lt;script&gt;&quot;&amp;&#39;</p>',
    );
    expect(html`<b>${[html`<i>a</i>`, '<b>']}${null}${3}</b>`.text).toBe('<b><i>a</i>&lt;b&gt;3</b>');
  });
});

describe('a summary page', () => {
  const page = summaryPage({
    title: 'constant(<b>)',
    kicker: 'Range test',
    lead: [facts(['best    0.1  least held-out loss'])],
    sections: [
      { heading: 'Runs', body: [table([{ name: 'policy' }, { name: 'seed', isNumber: true }], [['x', '1']])] },
    ],
    notes: ['Written here.'],
  });

  it('needs nothing from elsewhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
    expect(page).toContain('color-scheme: light dark');
  });

  it('escapes its title and shows terms', () => {
    expect(page).toContain('<h1>constant(&lt;b&gt;)</h1>');
    expect(page).toMatch(/<dt>best<\/dt>\s*<dd>0\.1 – least held-out loss<\/dd>/);
    expect(page).toContain('<th scope="col" class="number">seed</th>');
  });
});

describe('a chart', () => {
  const drawn = (series: readonly (readonly [number, number | null])[], ceiling: number | null = null) =>
    chart({
      ...{ title: 'Loss', description: 'of all', x: X, y: Y, caption: 'Each dot.', ceiling },
      marks: [{ x: 0.1, text: 'best' }],
      series: [
        { name: 'A', color: 'loss', isJoined: true, hasDots: true, points: series.map(([x, y]) => point(x, y)) },
      ],
    }).text;

  it('has a title, a description, and each of its sizes its own ids', () => {
    const text = drawn([
      [0.01, 2],
      [0.1, 1],
    ]);
    expect(text.match(/<svg/g)).toHaveLength(2);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(4);
  });

  it('shows what diverged as a cross, and never a number that is none', () => {
    const text = drawn(
      [
        [0.01, 1],
        [0.1, null],
        [1, 1e9],
      ],
      2,
    );
    expect(text.match(/class="cross"/g)).toHaveLength(4);
    expect(text).not.toMatch(/NaN|Infinity/);
  });

  it('draws no points, one point and equal points', () => {
    for (const points of [
      [],
      [[0.1, 1]],
      [
        [0.1, 1],
        [0.1, 1],
      ],
      [[0, 1]],
      [[0.1, null]],
    ] as const)
      expect(drawn(points)).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('ticks', () => {
  it('are powers of ten over many decades, with 2 and 5 over few, and even steps on a linear axis', () => {
    expect(ticksOf(X, { low: 1e-5, high: 1 }, 7).map((one) => Number(one.toPrecision(3)))).toEqual([
      1e-5, 1e-4, 1e-3, 0.01, 0.1, 1,
    ]);
    expect(ticksOf(X, { low: 0.1, high: 5 }, 7).map((one) => Number(one.toPrecision(3)))).toEqual([
      0.1, 0.2, 0.5, 1, 2, 5,
    ]);
    expect(ticksOf(Y, { low: 0, high: 2.3 }, 7)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(ticksOf(Y, { low: 1, high: 1 }, 7)).toEqual([1]);
  });
});

import { rangeLevels, type RangePoint, readRange } from '@ratebook/core/range-test';
import { describe, expect, it } from 'vitest';
import { rangePlot, rangeSentences } from './range-plot.js';

/** Losses by learning rate, one seed a column; null diverged. All start at 2.4. */
function pointsOf(losses: Readonly<Record<string, readonly (number | null)[]>>): readonly RangePoint[] {
  return Object.entries(losses).flatMap(([learningRate, values]) =>
    values.map((loss, seed) => ({ learningRate: Number(learningRate), seed, loss, startLoss: 2.4 })),
  );
}

const valley = { '0.001': [1.2], '0.01': [0.4], '0.1': [0.2], '1': [null] };

describe('what a range test says in the terminal', () => {
  it('names the best, the range within noise and the edge', () => {
    const points = pointsOf({ '0.001': [1.2, 1.3], '0.01': [0.25, 0.2], '0.1': [0.2, 0.22], '1': [null, 3] });
    expect(rangeSentences(readRange(points), 2)).toEqual([
      'best    0.1  least held-out loss',
      'usable  0.01 to 0.1  as good within noise',
      'edge    1  diverges, or ends above where it started',
    ]);
  });

  it('says of a single seed that it does not tell the noise, and what would', () => {
    const [, usable] = rangeSentences(readRange(pointsOf(valley)), 1);
    expect(usable).toBe(
      'usable  0.1 alone: its neighbours are worse than 1% of its loss; one seed does not tell the noise: --seeds 3 does',
    );
  });

  it('says what to try where everything diverged', () => {
    const points = pointsOf({ '1': [null], '10': [null] });
    expect(rangeSentences(readRange(points), 1)).toEqual([
      'Every learning rate diverged. Try lower ones: --to with a smaller value.',
    ]);
  });

  it('marks the best, the edge and what diverged, in no more columns than it is given', () => {
    const points = pointsOf(valley);
    const lines = rangePlot(rangeLevels(points), readRange(points), 60);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    const text = lines.join('\n');
    expect(text.match(/◆/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain('×');
    expect(text).toContain('diverged');
  });
});

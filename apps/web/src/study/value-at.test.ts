import { describe, expect, it } from 'vitest';
import { valuesAt, valueText } from './value-at';

const reading = (t: number, loss: number | null) => ({ t, loss, metric: loss === null ? null : 1 - loss });

describe('what a trial was worth after some updates', () => {
  const points = [10, 20, 40];

  it('is what was measured, and nothing where it was not trained so far', () => {
    const pruned = { status: 'PRUNED', updates: 20, readings: [reading(10, 0.5), reading(20, 0.25)] };
    expect(valuesAt(pruned, points, 'loss')).toEqual([0.5, 0.25, null]);
    expect(valuesAt(pruned, points, 'metric')).toEqual([0.5, 0.75, null]);
  });

  it('says once that it diverged, at the first point that it did not pass', () => {
    const readings = [reading(10, 0.5)];
    const diverged = (updates: number | null) => valuesAt({ status: 'DIVERGED', updates, readings }, points, 'loss');
    expect(diverged(12)).toEqual([0.5, 'diverged', null]);
    // A value that was read just as it diverged counts as none, as in the search's own decisions.
    expect(diverged(10)).toEqual(['diverged', null, null]);
    expect(diverged(0)).toEqual(['diverged', null, null]);
  });

  it('takes a loss that was not finite for a divergence, and a metric that is missing for none', () => {
    const strange = {
      status: 'COMPLETED',
      updates: 40,
      readings: [reading(10, null), { t: 20, loss: 1, metric: null }],
    };
    expect(valuesAt(strange, points, 'metric')).toEqual(['diverged', null, null]);
  });

  it('is written as a number, a word, or a dash', () => {
    expect([0.5, 'diverged' as const, null].map((value) => valueText(value, String))).toEqual(['0.5', 'diverged', '–']);
  });
});

import { describe, expect, it } from 'vitest';
import { compiledOf, learningRatesOf } from '../testing/index.js';

describe('a sigmoid', () => {
  it('is half at its center, and as far below before as above after', () => {
    const [before = 0, at = 0, after = 0] = learningRatesOf('sigmoid(1, gamma=0.3, center=10)', 20, [7, 10, 13]);
    expect(at).toBe(0.5);
    expect(before + after).toBeCloseTo(1, 15);
    expect(before).toBeCloseTo(1 / (1 + Math.exp(0.9)), 15);
  });

  it('falls with a negative gamma, and stretches with its unit', () => {
    expect(learningRatesOf('sigmoid(1, gamma=-3, center=10, unit=10)', 30, [20])).toEqual([1 / (1 + Math.exp(3))]);
  });

  it('is flat where gamma is 0', () => {
    expect(learningRatesOf('sigmoid(1, gamma=0, center=10)', 30, [0, 29])).toEqual([0.5, 0.5]);
  });

  it.each(['0.001', '1', '1000', '1e308'])('is 0 or its height, and never NaN, far out with gamma %s', (gamma) => {
    const updates = 1_000_000;
    for (const [sign, start, end] of [
      ['', 0, 0.1],
      ['-', 0.1, 0],
    ] as const) {
      const { learningRateAt } = compiledOf(`sigmoid(0.1, gamma=${sign}${gamma}, center=50%)`, updates);
      const ends = [learningRateAt(0), learningRateAt(updates - 1)];
      expect(ends).toEqual([expect.closeTo(start, 12), expect.closeTo(end, 12)]);
      expect(learningRateAt(updates / 2)).toBe(0.05);
    }
  });
});

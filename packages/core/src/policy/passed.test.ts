import { describe, expect, it } from 'vitest';
import { countPassed } from './passed.js';
import { countedList } from './testing/index.js';

describe('counting what has passed', () => {
  it('counts a value that is reached, each of equal ones, and nothing of nothing', () => {
    const values = Float64Array.from([0, 3, 3, 7]);
    expect([-1, 0, 2, 3, 6, 7, 1e9].map((limit) => countPassed(values, limit))).toEqual([0, 1, 1, 3, 3, 4, 4]);
    expect(countPassed([], 5)).toBe(0);
  });

  it('looks at the logarithm of their number', () => {
    const { list, looksOf } = countedList(Array.from({ length: 8192 }, (_, index) => 2 * index));
    for (const limit of [-1, 0, 1, 8191, 8192, 16_382, 1e9]) {
      expect(looksOf(() => countPassed(list, limit))).toBeLessThanOrEqual(14);
    }
  });
});

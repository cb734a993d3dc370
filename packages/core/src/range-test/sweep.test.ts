import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGrid, refineGrid, widenGrid } from './sweep.js';

describe('logGrid', () => {
  it('spaces learning rates evenly on a logarithmic axis, both ends included', () => {
    expect(logGrid(1e-3, 1, 4)).toEqual([1e-3, 1e-2, 0.1, 1]);
    expect(logGrid(1e-4, 1e-2, 5)).toEqual([1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2]);
  });

  it('refuses what is no range', () => {
    for (const [from, to, points] of [
      [0, 1, 3],
      [1, 1, 3],
      [2, 1, 3],
      [0.1, 1, 1],
      [0.1, 1, 2.5],
      [NaN, 1, 3],
    ] as const) {
      expect(() => logGrid(from, to, points)).toThrow(RangeError);
    }
  });

  it('ascends, each learning rate once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -8, max: 0 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 2, max: 40 }),
        (low, decades, points) => {
          const grid = logGrid(10 ** low, 10 ** (low + decades), points);
          expect(grid.every((value, index) => index === 0 || value > (grid[index - 1] ?? Infinity))).toBe(true);
          expect([grid[0], grid.at(-1)]).toEqual(
            [10 ** low, 10 ** (low + decades)].map((x) => Number(x.toPrecision(3))),
          );
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });
});

describe('widenGrid', () => {
  it('adds three learning rates beyond the border that the best lies on, at the grid’s spacing', () => {
    expect(widenGrid([1, 0.01, 0.1], 1)).toEqual([10, 100, 1000]);
    expect(widenGrid([0.01, 0.1, 1], 0.01)).toEqual([1e-5, 1e-4, 1e-3]);
  });

  it('adds nothing where the best lies inside, where there is none, or no grid', () => {
    expect(widenGrid([0.01, 0.1, 1], 0.1)).toEqual([]);
    expect(widenGrid([0.01, 0.1, 1], null)).toEqual([]);
    expect(widenGrid([0.1], 0.1)).toEqual([]);
  });
});

describe('refineGrid', () => {
  it('halves the way from the best to its neighbours', () => {
    expect(refineGrid([0.01, 0.1, 1], 0.1)).toEqual([0.0316, 0.316]);
  });

  it('leaves what is a quarter of a decade apart or less', () => {
    expect(refineGrid([0.01, 0.0178, 0.1], 0.0178)).toEqual([0.0422]);
    expect(refineGrid([0.01, 0.0178, 0.0316], 0.0178)).toEqual([]);
  });

  it('has one side at a border, and nothing where there is no best', () => {
    expect(refineGrid([0.01, 0.1], 0.01)).toEqual([0.0316]);
    expect(refineGrid([0.01, 0.1], null)).toEqual([]);
    expect(refineGrid([0.01, 0.1], 0.02)).toEqual([]);
  });
});

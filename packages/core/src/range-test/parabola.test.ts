import { describe, expect, it } from 'vitest';
import { decidingLearningRates } from './edges.js';
import { bestStandardError, parabolaOptimum } from './parabola.js';

const pointsOf = (losses: readonly (readonly [number, ...(number | null)[]])[]) =>
  losses.flatMap(([learningRate, ...bySeed]) =>
    bySeed.map((loss, seed) => ({ learningRate, seed, loss, startLoss: 2 })),
  );

describe('parabolaOptimum', () => {
  it('finds the vertex of losses that lie on a parabola in the logarithm, evenly spaced or not', () => {
    const loss = (learningRate: number) => 0.4 + 0.3 * Math.log10(learningRate / 0.02) ** 2;
    for (const grid of [
      [0.001, 0.01, 0.1],
      [0.003, 0.01, 0.2],
    ]) {
      const found = parabolaOptimum(pointsOf(grid.map((one) => [one, loss(one)])));
      expect(found?.learningRate).toBeCloseTo(0.02, 10);
      expect(found?.loss).toBeCloseTo(0.4, 10);
    }
  });

  it('has none at a border, beside a diverged learning rate, or where nothing bends', () => {
    for (const losses of [
      [
        [0.1, 1],
        [0.2, 2],
        [0.4, 3],
      ],
      [
        [0.1, 2],
        [0.2, 1],
        [0.4, null],
      ],
      [
        [0.1, 1],
        [0.2, 1],
        [0.4, 1],
      ],
    ] as const)
      expect(parabolaOptimum(pointsOf(losses))).toBeNull();
  });
});

describe('bestStandardError', () => {
  it('pools seeds over learning rates, and counts those of the best', () => {
    // Squares 0.02 + 0.02 over 2 degrees: s = √0.02, over √2.
    expect(
      bestStandardError(
        pointsOf([
          [0.1, 1, 1.2],
          [0.2, 0.9, 1.1],
          [0.4, 3],
        ]),
      ),
    ).toBeCloseTo(0.1, 12);
  });

  it('says nothing of one seed', () => {
    expect(
      bestStandardError(
        pointsOf([
          [0.1, 1],
          [0.2, 2],
        ]),
      ),
    ).toBeNull();
  });
});

describe('decidingLearningRates', () => {
  it('are the best, the ends of the usable range, their neighbours, and the edge', () => {
    const points = pointsOf([
      [0.01, 1.9],
      [0.02, 1.5],
      [0.05, 1.005],
      [0.1, 1],
      [0.2, 1.3],
      [0.5, 1.6],
      [1, 1.9],
      [2, null],
    ]);
    expect(decidingLearningRates(points)).toEqual([0.02, 0.05, 0.1, 0.2, 2]);
  });

  it('are none where everything diverged', () => {
    expect(
      decidingLearningRates(
        pointsOf([
          [0.1, null],
          [0.2, null],
        ]),
      ),
    ).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { pooledSeedDeviation, rangeLevels, readRange } from './read-outs.js';

/** Points at each learning rate, one loss a seed, all from a start loss of 2. */
function pointsOf(losses: Readonly<Record<string, readonly (number | null)[]>>, startLoss = 2) {
  return Object.entries(losses).flatMap(([learningRate, bySeed]) =>
    bySeed.map((loss, seed) => ({ learningRate: Number(learningRate), seed, loss, startLoss })),
  );
}

describe('readRange, worked by hand', () => {
  it('reads best, usable range and edge from two seeds at four learning rates', () => {
    const points = pointsOf({ 0.1: [1, 1.2], 0.2: [0.9, 1.1], 0.4: [1.3, 1.1], 0.8: [null, 1.9] });
    // Squares 3 · 2 · 0.1² = 0.06 over 3 degrees: s = √0.02, margin 2·s·√(2/2) = 0.2828 on a best of 1.0.
    expect(pooledSeedDeviation(rangeLevels(points))).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(readRange(points)).toEqual({ best: 0.2, usable: { low: 0.1, high: 0.4 }, edge: 0.8 });
  });

  it('leaves out what is worse than the margin by the least bit', () => {
    // Margin 0.2828 as above: a mean of 1.282 is inside, 1.284 outside.
    const at = (mean: number) => pointsOf({ 0.1: [mean - 0.1, mean + 0.1], 0.2: [0.9, 1.1], 0.4: [1.4, 1.6] });
    expect(readRange(at(1.282)).usable).toEqual({ low: 0.1, high: 0.2 });
    expect(readRange(at(1.284)).usable).toEqual({ low: 0.2, high: 0.2 });
  });

  it('has a margin of 1% of the best where there is one seed, on either side of zero', () => {
    expect(readRange(pointsOf({ 0.1: [0.505], 0.2: [0.5], 0.4: [0.5051] })).usable).toEqual({ low: 0.1, high: 0.2 });
    expect(readRange(pointsOf({ 0.1: [-0.495], 0.2: [-0.5], 0.4: [-0.49] })).usable).toEqual({ low: 0.1, high: 0.2 });
  });

  it('breaks the usable range where one learning rate is worse, however good those beyond are', () => {
    expect(readRange(pointsOf({ 0.1: [0.5], 0.2: [0.9], 0.4: [0.5], 0.8: [0.499] })).usable).toEqual({
      low: 0.4,
      high: 0.8,
    });
  });

  it('takes the smaller of two equal learning rates for the best', () => {
    expect(readRange(pointsOf({ 0.4: [0.5], 0.1: [0.5], 0.2: [0.7] })).best).toBe(0.1);
  });

  it('finds the edge at an end above the start as well, and never below the best', () => {
    expect(readRange(pointsOf({ 0.1: [1], 0.2: [2], 0.4: [2.0001] })).edge).toBe(0.4);
    expect(readRange(pointsOf({ 0.01: [null], 0.1: [1], 0.2: [1.5] })).edge).toBeNull();
  });

  it('reads nothing where every point diverged, losses too large for a mean among them', () => {
    const nothing = { best: null, usable: null, edge: null };
    expect(readRange(pointsOf({ 0.1: [null], 0.2: [null] }))).toEqual(nothing);
    expect(readRange(pointsOf({ 0.1: [1.7e308, 1.7e308] }))).toEqual(nothing);
  });

  it('pools the seeds of every learning rate with a loss for each, those above their start included', () => {
    const points = pointsOf({ 0.1: [1, 1.2], 0.2: [0.9, 1.1], 1: [10, 14], 3: [null, 5] });
    // Squares 0.02 + 0.02 + 8 over 3 degrees.
    expect(pooledSeedDeviation(rangeLevels(points))).toBeCloseTo(Math.sqrt(8.04 / 3), 12);
  });
});

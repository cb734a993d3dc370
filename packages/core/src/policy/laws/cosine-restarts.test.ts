import { describe, expect, it } from 'vitest';
import { compiledOf, learningRatesOf } from '../testing/index.js';

/** The updates at which a curve that falls within each cycle is above the update before: its restarts. */
function risesOf(line: string, totalUpdates: number): readonly number[] {
  const { learningRateAt } = compiledOf(line, totalUpdates);
  return Array.from({ length: totalUpdates - 1 }, (_, index) => index + 1).filter(
    (t) => learningRateAt(t) > learningRateAt(t - 1),
  );
}

describe('equal cycles', () => {
  it('restart exactly at the boundary, where a third of 99 times 3 is no whole number in doubles', () => {
    expect((33 / 99) * 3).toBe(1);
    expect((66 / 99) * 3).toBe(2);
    expect((0.01 * 29 * 100) % 1).not.toBe(0);
    for (const [cycles, updates] of [
      [3, 99],
      [29, 29 * 7],
      [7, 49],
      [10, 100],
    ] as const) {
      const each = updates / cycles;
      const line = `cosine-restarts(0.1 -> 0.01, cycles=${String(cycles)})`;
      const { learningRateAt } = compiledOf(line, updates);
      for (let cycle = 0; cycle < cycles; cycle += 1) expect(learningRateAt(cycle * each)).toBe(0.1);
      expect(risesOf(line, updates)).toEqual(Array.from({ length: cycles - 1 }, (_, index) => (index + 1) * each));
    }
  });

  it('restart at the first update that a fractional boundary leaves behind it', () => {
    expect(risesOf('cosine-restarts(0.1, cycles=3)', 100)).toEqual([34, 67]);
    // At update 34 two thirds of an update of the second cycle have passed.
    const [at34 = 0] = learningRatesOf('cosine-restarts(0.1, cycles=3)', 100, [34]);
    expect(at34).toBeCloseTo(0.05 * (1 + Math.cos(Math.PI * 0.02)), 15);
  });

  it('stay at the end from their length on', () => {
    expect(learningRatesOf('cosine-restarts(0.1 -> 0.02, cycles=2, length=10)', 20, [0, 5, 9, 10, 11, 19])).toEqual([
      0.1,
      0.1,
      expect.closeTo(0.02 + 0.04 * (1 + Math.cos(Math.PI * 0.8)), 15),
      0.02,
      0.02,
      0.02,
    ]);
  });

  it('may be more than updates', () => {
    expect(learningRatesOf('cosine-restarts(0.1, cycles=20)', 10, [0, 1, 9])).toEqual([0.1, 0.1, 0.1]);
    expect(compiledOf('cosine-restarts(0.1, cycles=9007199254740991)', 10).peakLearningRate).toBe(0.1);
  });
});

describe('growing cycles (SGDR)', () => {
  it.each([
    [2, [10, 30, 70, 150, 310, 630]],
    [3, [10, 40, 130, 400]],
    // As decimals 1.1 and 1.2 give whole boundaries; as the doubles they are read as, none.
    [1.1, [10, 21]],
    [1.2, [10, 22]],
    [1.5, [10, 25]],
    [1, [10, 20, 30, 40]],
  ])('with multiplier %d restart at the boundary, which belongs to the right', (multiplier, boundaries) => {
    const line = `cosine-restarts(0.1 -> 0.01, first=10, multiplier=${String(multiplier)})`;
    const { learningRateAt } = compiledOf(line, 1000);
    for (const boundary of boundaries) expect(learningRateAt(boundary), String(boundary)).toBe(0.1);
    expect(risesOf(line, 1000).slice(0, boundaries.length)).toEqual(boundaries);
  });

  it('have boundaries that are not rounded: of three halves of 15 updates, the third cycle is at 37.5', () => {
    const line = 'cosine-restarts(0.1, first=15, multiplier=1.5)';
    expect(risesOf(line, 60)).toEqual([15, 38]);
    const [at38 = 0] = learningRatesOf(line, 60, [38]);
    expect(at38).toBeCloseTo(0.05 * (1 + Math.cos((Math.PI * 0.5) / 33.75)), 15);
  });

  it('have lower and lower peaks', () => {
    const line = 'cosine-restarts(0.1 -> 0.01, first=10, multiplier=2, decay=0.5)';
    expect(learningRatesOf(line, 200, [0, 10, 30, 70, 150])).toEqual([0.1, 0.05, 0.025, 0.0125, 0.00625]);
  });

  it('fall towards the end of each, also beyond the cycles that are kept', () => {
    const line = 'cosine-restarts(0.1, first=2)';
    const { learningRateAt } = compiledOf(line, 100_000);
    for (const t of [0, 2046, 2048, 8192, 8194, 99_998]) {
      expect([learningRateAt(t), learningRateAt(t + 1)]).toEqual([0.1, expect.closeTo(0.05, 15)]);
    }
    const slow = compiledOf('cosine-restarts(0.1, first=1, multiplier=1.0000001)', 100_000);
    // Cycles of an update and a little: each update but the first lies in the tail of one that began before it.
    expect(slow.learningRateAt(0)).toBe(0.1);
    expect(slow.learningRateAt(50_000)).toBeLessThan(0.1);
    expect(slow.learningRateAt(50_000)).toBeGreaterThan(0);
  });

  it('with a peak of 0 stay at 0 where the decay has left the range of numbers', () => {
    expect(learningRatesOf('cosine-restarts(0, first=1, decay=10)', 1000, [0, 999])).toEqual([0, 0]);
  });
});

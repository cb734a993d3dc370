import { describe, expect, it } from 'vitest';
import { compiledOf, learningRatesOf } from '../testing/index.js';

const near = (value: number): unknown => expect.closeTo(value, 15);
/** PyTorch's cosine between two anchors. */
const anneal = (from: number, to: number, share: number) => to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);
const final = 0.1 / 25 / 1e4;

describe('one cycle', () => {
  it('has its anchors at 0, peakAt·T − 1 and T − 1', () => {
    expect(learningRatesOf('one-cycle(0.1)', 100, [0, 29, 99])).toEqual([near(0.1 / 25), near(0.1), near(final)]);
    const [rising, falling] = learningRatesOf('one-cycle(0.1)', 100, [10, 64]);
    expect(rising).toBe(anneal(0.004, 0.1, 10 / 29));
    expect(falling).toBe(anneal(0.1, final, 35 / 70));
  });

  it('has its peak between two updates where peakAt·T is not whole', () => {
    // The top is at 1.5, the end at 9.
    const rates = learningRatesOf('one-cycle(0.1, peak-at=25%, anneal=linear)', 10, [0, 1, 2, 9]);
    expect(rates).toEqual([
      near(0.004),
      near(0.004 + 0.096 * (1 / 1.5)),
      near(0.1 + (final - 0.1) * (0.5 / 7.5)),
      near(final),
    ]);
    const compiled = compiledOf('one-cycle(0.1, peak-at=25%, anneal=linear)', 10);
    expect(compiled.peakLearningRate).toBe(compiled.learningRateAt(2));
  });

  it('in three phases is back at its start at 2·peakAt·T − 2', () => {
    const line = 'one-cycle(0.1, peak-at=30%, phases=3, anneal=linear)';
    expect(learningRatesOf(line, 100, [0, 29, 58, 99, 44])).toEqual([
      near(0.004),
      near(0.1),
      near(0.004),
      near(final),
      near(0.1 - 0.096 * (15 / 29)),
    ]);
  });

  it('skips a rise that has no length: what follows starts at 0', () => {
    // peakAt·T − 1 is −0.5: PyTorch would be half an update down the fall at update 0.
    expect(learningRatesOf('one-cycle(0.1, peak-at=1%)', 50, [0, 49])).toEqual([0.1, near(final)]);
    expect(learningRatesOf('one-cycle(0.1, peak-at=0)', 50, [0, 49])).toEqual([0.1, near(final)]);
    // Of three phases the two without a length are skipped.
    const three = learningRatesOf('one-cycle(0.1, peak-at=0, phases=3, anneal=linear)', 51, [0, 25, 50]);
    expect(three).toEqual([near(0.004), near((0.004 + final) / 2), near(final)]);
  });

  it('skips a fall that has no length, and so ends where the phase before it is', () => {
    expect(learningRatesOf('one-cycle(0.1, peak-at=1, anneal=linear)', 11, [0, 5, 10, 11])).toEqual([
      near(0.004),
      near(0.052),
      near(0.1),
      near(0.1),
    ]);
    // The fall to the start would end at 118, behind the run.
    const three = learningRatesOf('one-cycle(0.1, peak-at=60%, phases=3, anneal=linear)', 100, [59, 99]);
    expect(three).toEqual([near(0.1), near(0.1 - 0.096 * (40 / 59))]);
  });

  it('of one update is its end, of two its peak and its end', () => {
    expect(learningRatesOf('one-cycle(0.1)', 1, [0, 1])).toEqual([final, final]);
    expect(learningRatesOf('one-cycle(0.1, phases=3)', 1, [0])).toEqual([final]);
    expect(learningRatesOf('one-cycle(0.1, peak-at=1)', 1, [0])).toEqual([final]);
    expect(learningRatesOf('one-cycle(0.1)', 2, [0, 1])).toEqual([0.1, near(final)]);
  });

  it('takes its T from what its warm-up leaves, and keeps its end', () => {
    const rates = learningRatesOf('one-cycle(0.1, warmup=20)', 120, [0, 20, 49, 119, 500]);
    expect(rates).toEqual([0, near(0.004), near(0.1), near(final), near(final)]);
  });

  it('may start above its peak', () => {
    const compiled = compiledOf('one-cycle(0.1, start-divisor=0.5, end-divisor=0.25, anneal=linear)', 100);
    expect(compiled.learningRateAt(0)).toBe(0.2);
    expect(compiled.peakLearningRate).toBe(compiled.learningRateAt(99));
    expect(compiled.learningRateAt(99)).toBeCloseTo(0.8, 14);
  });
});

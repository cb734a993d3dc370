import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../policy/index.js';
import { valueOrThrow } from '../refusal/index.js';
import { smoothRamp } from './ramp-curve.js';
import { rampPolicy } from './ramp-policy.js';
import { RAMP_RULE_DEFINITIONS } from './ramp-rules.js';
import { readRamp } from './read-ramp.js';

const stretchOf = (losses: readonly number[]) => ({
  losses,
  learningRates: losses.map((_, index) => 10 ** (index - 3)),
});
const pointsOf = (losses: readonly (number | null)[]) =>
  losses.map((loss, t) => ({ learningRate: 1e-5 * 1.1 ** t, seed: 1, loss, startLoss: 2 }));

describe('smoothRamp', () => {
  it('reads a constant loss as that loss from the first update on', () => {
    const { smoothed, stop } = smoothRamp([2, 2, 2]);
    for (const value of smoothed) expect(value).toBeCloseTo(2, 12);
    expect(stop).toBeNull();
  });

  it('weighs the second reading by hand', () => {
    // (0.98 · 0.02 · 1 + 0.02 · 3) / (1 − 0.98²)
    expect(smoothRamp([1, 3]).smoothed[1]).toBeCloseTo(0.0796 / 0.0396, 12);
  });

  it('stops where the smoothed loss is above four times the least, and keeps that reading', () => {
    const { smoothed, stop } = smoothRamp([1, 1, 20, 1]);
    expect(stop).toEqual({ update: 2, why: 'above the least' });
    expect(smoothed).toHaveLength(3);
  });

  it('stops at a loss that is not finite, and at one that only its average is not', () => {
    expect(smoothRamp([1, null, 1]).stop).toEqual({ update: 1, why: 'not finite' });
    expect(smoothRamp([1, 1.7e308]).stop?.update).toBe(1);
    expect(smoothRamp([]).smoothed).toEqual([]);
  });
});

describe('the rules, where a library gives an index that wraps or an answer without a valley', () => {
  const { valley, slide, steep, indexGradient, linearGradient } = RAMP_RULE_DEFINITIONS;

  it('have no valley where the loss never falls', () => {
    for (const losses of [
      [1, 1, 1],
      [1, 2, 3],
    ]) {
      expect(valley.read(stretchOf(losses))).toEqual({
        learningRate: null,
        reason: 'no valley: the smoothed loss never falls',
      });
      for (const rule of [steep, indexGradient, linearGradient])
        expect(rule.read(stretchOf(losses)).learningRate).toBeNull();
    }
  });

  it('have no valley where it falls at the first two points alone: fastai takes index −1, the last learning rate', () => {
    expect(valley.read(stretchOf([2, 1, 1, 1])).reason).toBe('no valley: the smoothed loss falls too briefly');
  });

  it('answer from the first point on where it falls from there: an index counted from −1', () => {
    // d = 3 at e = 2: 2 − 3 + 1 + 0 = 0.
    expect(valley.read(stretchOf([3, 2, 1])).learningRate).toBe(1e-3);
  });

  it('need 16 points for a slide', () => {
    expect(slide.read(stretchOf(Array.from({ length: 15 }, () => 1))).reason).toBe('fewer than 16 points to look at');
    expect(slide.read(stretchOf(Array.from({ length: 16 }, () => 1))).learningRate).toBe(1e-3);
  });
});

describe('readRamp', () => {
  it('ranks nothing, and has its edge where the ramp stopped', () => {
    const points = pointsOf([...Array.from({ length: 40 }, (_, t) => 2 - t / 40), 50, 1e4]);
    const { readOuts, curve } = readRamp(points, 100);
    expect(readOuts).toMatchObject({ best: null, usable: null });
    expect(readOuts.edge).toBe(points[curve.stop?.update ?? -1]?.learningRate);
    expect(readOuts.ramp?.valley).not.toBeNull();
  });

  it('says so where too few updates are left to look at', () => {
    const { answers, readOuts } = readRamp(pointsOf([2, 1.9, null]), 100);
    expect(answers.valley.reason).toBe('fewer than 2 points to look at');
    expect(readOuts.ramp).toEqual({
      valley: null,
      slide: null,
      minimum: null,
      steep: null,
      indexGradient: null,
      linearGradient: null,
    });
    expect(readOuts.edge).toBeCloseTo(1.21e-5, 12);
  });
});

describe('rampPolicy', () => {
  const ratesOf = (totalUpdates: number) => {
    const policy = rampPolicy({ from: 1e-5, to: 1, updates: 101, totalUpdates });
    const { learningRateAt } = valueOrThrow(
      compilePolicy(policy, { totalUpdates, updatesPerEpoch: null, tokensPerUpdate: null }),
    );
    return [0, 20, 100].map((t) => learningRateAt(t));
  };

  it.each([101, 102, 100_000])('begins at from and has to at its last update, in a budget of %i', (totalUpdates) => {
    const [first, fifth, last] = ratesOf(totalUpdates);
    expect(first).toBe(1e-5);
    expect(fifth).toBeCloseTo(1e-4, 15);
    expect(last).toBeCloseTo(1, 12);
  });

  it('refuses what is no ramp', () => {
    for (const [from, to, updates] of [
      [0, 1, 10],
      [1, 1, 10],
      [0.1, 1, 1],
      [0.1, 1, 11],
    ] as const)
      expect(() => rampPolicy({ from, to, updates, totalUpdates: 10 })).toThrow(RangeError);
  });
});

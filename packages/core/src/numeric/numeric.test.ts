import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  digamma,
  holmAdjusted,
  incompleteBeta,
  inverseTrigamma,
  logGamma,
  sampleVariance,
  studentTCdf,
  studentTQuantile,
  trigamma,
  welchDegrees,
} from './index.js';

// Published constants: ψ(1) = −γ, ψ′(1) = π²/6, ln Γ(½) = ½ ln π.
const EULER_GAMMA = 0.5772156649015329;

describe('gamma functions', () => {
  it('give their published constants', () => {
    expect(digamma(1)).toBeCloseTo(-EULER_GAMMA, 13);
    expect(digamma(0.5)).toBeCloseTo(-EULER_GAMMA - 2 * Math.LN2, 12);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 12);
    expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 11);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(logGamma(10)).toBeCloseTo(Math.log(362_880), 11);
  });

  it('invert trigamma over eight decades', () => {
    for (const x of [1e-3, 0.05, 0.7, 1, 3.3, 40, 1e3, 1e5]) expect(inverseTrigamma(trigamma(x)) / x).toBeCloseTo(1, 8);
  });
});

describe('Student’s t', () => {
  it('has the quantiles of the tables', () => {
    // Two-sided 90% and 95% points of the printed tables.
    expect(studentTQuantile(0.95, 7)).toBeCloseTo(1.894579, 6);
    expect(studentTQuantile(0.95, 1)).toBeCloseTo(6.313752, 5);
    expect(studentTQuantile(0.975, 10)).toBeCloseTo(2.228139, 6);
    expect(studentTQuantile(0.95, 200)).toBeCloseTo(1.652508, 6);
    expect(studentTQuantile(0.05, 7)).toBeCloseTo(-1.894579, 6);
  });

  it('has closed forms for one and two degrees of freedom', () => {
    for (const t of [-3, -0.5, 0, 1, 8]) {
      expect(studentTCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
      expect(studentTCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
    }
  });

  it('finds the plausibility of a submission against a pool (worked example of the ranking notes)', () => {
    const pool = [15, 15.5, 16, 16, 16, 16, 15.5, 16, 16.5, 15.5];
    const submitted = [15, 15, 15, 16, 16];
    const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(sampleVariance(pool));
    const t = (average(submitted) - average(pool)) / (deviation * Math.sqrt(1 / 5 + 1 / 10));
    expect(t).toBeCloseTo(-1.7321, 4);
    expect(studentTCdf(t, 9)).toBeCloseTo(0.0587, 4);
  });
});

describe('the incomplete beta function', () => {
  it('is the binomial tail for whole parameters', () => {
    // I_0.3(2, 3) = P(Binomial(4, 0.3) ≥ 2)
    expect(incompleteBeta(0.3, 2, 3)).toBeCloseTo(1 - 0.7 ** 4 - 4 * 0.3 * 0.7 ** 3, 13);
  });

  it('is inverted by its quantile', () => {
    expect(betaQuantile(0.05, 1, 4)).toBeCloseTo(1 - 0.95 ** 0.25, 12);
    expect(betaQuantile(0.5, 3, 3)).toBeCloseTo(0.5, 12);
  });
});

describe('multiple tests and unequal variances', () => {
  it('adjusts by Holm’s steps, never falling', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holmAdjusted([0.9, 0.8])).toEqual([1, 1]);
  });

  it('gives the full degrees of freedom for equal variances', () => {
    expect(welchDegrees(2, 5, 2, 5)).toBeCloseTo(10, 12);
  });
});

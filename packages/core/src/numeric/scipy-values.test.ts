import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  digamma,
  incompleteBeta,
  logGamma,
  studentTCdf,
  studentTQuantile,
  trigamma,
  welchDegrees,
} from './index.js';

// Computed with SciPy 1.17.1 in November 2026: scipy.stats.t, scipy.stats.beta, scipy.special.betainc, gammaln, digamma,
// polygamma(1, x), and scipy.stats.ttest_ind(…, equal_var=False).

/** Relative closeness; an absolute one says nothing about tails. */
function expectClose(value: number, expected: number, relative = 1e-11): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('numeric functions against SciPy', () => {
  it.each([
    [0.95, 1, 6.313751514675037],
    [0.95, 4.5, 2.065575888878524],
    [0.975, 2.3, 3.807163208232131],
    [0.999, 7, 4.785289628638333],
    [0.95, 200, 1.6525081009108769],
    [0.6, 3, 0.2766706623326898],
    [0.0005, 12, -4.3177912836061845],
  ])('t quantile at %d with %d degrees', (p, degrees, expected) => {
    expectClose(studentTQuantile(p, degrees), expected, 1e-9);
  });

  it.each([
    [1.5, 4.5, 0.8998904571719233],
    [-2.75, 7, 0.014251986888204891],
    [12, 3, 0.9993774920996054],
    [-40, 9, 9.491499224669911e-12],
    [0.001, 200, 0.5003984438494306],
  ])('t distribution at %d with %d degrees', (t, degrees, expected) => {
    expectClose(studentTCdf(t, degrees), expected);
  });

  it.each([
    [0.3, 0.5, 0.5, 0.36901011956554536],
    [0.9, 10, 0.5, 0.15164090963470994],
    [0.001, 2.5, 7, 1.5697940033718677e-6],
    [0.99999, 100, 0.5, 0.9643738497816015],
    [0.5, 250, 250, 0.5],
  ])('incomplete beta at %d with %d and %d', (x, a, b, expected) => {
    expectClose(incompleteBeta(x, a, b), expected);
  });

  it.each([
    [0.05, 1, 4, 0.012741455098566194],
    [0.95, 1, 4, 0.527129195498412],
    [0.05, 3, 9, 0.07882004566602895],
    [0.95, 3, 9, 0.47008679927917624],
    [0.95, 21, 1, 0.9975604427403312],
    [0.05, 1, 21, 0.0024395572596688573],
  ])('beta quantile at %d with %d and %d', (p, a, b, expected) => {
    expectClose(betaQuantile(p, a, b), expected, 1e-10);
  });

  it.each([
    [0.001, 6.907178885383853, -1000.5755719318103, 1000001.6425331959],
    [0.1, 2.252712651734206, -10.423754940411076, 101.43329915079275],
    [2.5, 0.2846828704729192, 0.7031566406452432, 0.4903577561002349],
    [17, 30.671860106080675, 2.8035133283274605, 0.06058753340323937],
    [1000, 5905.220423209181, 6.907255195648812, 0.001000500166666633],
  ])('ln Γ, ψ and ψ′ at %d', (x, logGammaAt, digammaAt, trigammaAt) => {
    expectClose(logGamma(x), logGammaAt);
    expectClose(digamma(x), digammaAt);
    expectClose(trigamma(x), trigammaAt);
  });

  it('Welch’s test of the worked arms A and C', () => {
    const degrees = welchDegrees(0.04 / 3, 2, 0.125 / 5, 4);
    expectClose(degrees, 5.994334277620405);
    const t = (91.4 - 90.5) / Math.sqrt(0.04 / 3 + 0.125 / 5);
    expectClose(t, 4.596785266097362);
    expectClose(1 - studentTCdf(t, degrees), 0.001856716552637035, 1e-9);
  });

  it('the limit of the MLPerf worked example: mean 15.75, SD 0.43, 8 and 3 runs after trimming', () => {
    const limit = 15.75 - studentTQuantile(0.95, 8 + 3 - 2) * 0.43 * Math.sqrt(1 / 8 + 1 / 3);
    expect(limit).toBeCloseTo(15.21636, 5);
  });
});

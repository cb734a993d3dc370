import { betaQuantile, studentTQuantile } from '../numeric/index.js';

/** An arm's mean (oriented: larger is better) with its variance V and degrees of freedom. */
export interface Estimate {
  readonly mean: number;
  readonly variance: number;
  readonly degrees: number;
}

/** V = s̃² / n + ω² / R: seed noise over n runs, and what lies between R accounts. */
export function meanVariance(runVariance: number, runs: number, betweenAccounts: number, accounts: number): number {
  return runVariance / runs + betweenAccounts / accounts;
}

/** The one-sided bounds mean ∓ t(confidence; ν)·√V. The lower one is the score. */
export function bounds(
  { mean, variance, degrees }: Estimate,
  confidence: number,
): { readonly lower: number; readonly upper: number } {
  const reach = studentTQuantile(confidence, degrees) * Math.sqrt(variance);
  return { lower: mean - reach, upper: mean + reach };
}

/** How often an arm diverges: the mean and a central 90% interval of Beta(1 + diverged, 1 + n − diverged). */
export function divergenceProbability(diverged: number, runs: number) {
  const [a, b] = [1 + diverged, 1 + runs - diverged];
  return { mean: a / (a + b), lower: betaQuantile(0.05, a, b), upper: betaQuantile(0.95, a, b) };
}

// Normal quantiles for one-sided 5% and 80% power.
const [Z_ALPHA, Z_POWER] = [1.6448536269514722, 0.8416212335729143];

/**
 * Seeds each of two arms needs, so that a difference of `sigmas` seed deviations is found with 80% power by a one-sided
 * test at 5%: 2(z_α + z_β)²/δ² + z_α²/4, rounded up (Guenther 1981).
 */
export function seedsNeeded(sigmas: number): number {
  return Math.ceil((2 * (Z_ALPHA + Z_POWER) ** 2) / sigmas ** 2 + Z_ALPHA ** 2 / 4);
}

import { digamma, inverseTrigamma, mean, sampleVariance, trigamma } from '../numeric/index.js';
import type { RankingRules } from './rules.js';

/** What is known of a task's seed noise before an arm is looked at: s0² with d0 degrees of freedom. */
export interface VariancePrior {
  readonly degrees: number;
  readonly variance: number;
  readonly source: 'fitted' | 'calibration' | 'pooled';
}

/** An arm's sample variance with its degrees of freedom (n − 1). */
export interface ArmVariance {
  readonly variance: number;
  readonly degrees: number;
}

/**
 * Fits a scaled F distribution to sample variances by the moments of their logarithms (Smyth 2004, section 6.2): with
 * e = ln s² − ψ(d/2) + ln(d/2), d0 solves ψ′(d0/2) = var(e) − mean ψ′(d/2), and s0² = exp(mean e + ψ(d0/2) − ln(d0/2)).
 * Variances of zero are left out. Null where there are too few arms or degrees of freedom.
 */
export function fitVariancePrior(variances: readonly ArmVariance[], rules: RankingRules): VariancePrior | null {
  const used = variances.filter(({ variance, degrees }) => variance > 0 && degrees > 0);
  const totalDegrees = used.reduce((sum, { degrees }) => sum + degrees, 0);
  if (used.length < rules.priorArms || totalDegrees < rules.priorDegrees) return null;
  const logs = used.map(({ variance, degrees }) => Math.log(variance) - digamma(degrees / 2) + Math.log(degrees / 2));
  const spread = sampleVariance(logs) - mean(used.map(({ degrees }) => trigamma(degrees / 2)));
  const centre = mean(logs);
  if (spread <= 0) return { degrees: rules.mostPriorDegrees, variance: Math.exp(centre), source: 'fitted' };
  const degrees = Math.min(rules.mostPriorDegrees, Math.max(rules.fewestPriorDegrees, 2 * inverseTrigamma(spread)));
  return { degrees, variance: Math.exp(centre + digamma(degrees / 2) - Math.log(degrees / 2)), source: 'fitted' };
}

/** One variance for all arms: their sums of squares over their degrees of freedom. Null without any. */
export function pooledVariance(variances: readonly ArmVariance[], rules: RankingRules): VariancePrior | null {
  const degrees = variances.reduce((sum, one) => sum + one.degrees, 0);
  if (degrees === 0) return null;
  const squares = variances.reduce((sum, one) => sum + one.variance * one.degrees, 0);
  return { degrees: Math.min(rules.mostPriorDegrees, degrees), variance: squares / degrees, source: 'pooled' };
}

/** An arm's variance, moderated by the prior: s̃² = (d0·s0² + (n − 1)·s²) / (d0 + n − 1), ν = d0 + n − 1. */
export function moderateVariance(own: ArmVariance | null, prior: VariancePrior, rules: RankingRules): ArmVariance {
  const degrees = prior.degrees + (own?.degrees ?? 0);
  const squares = prior.degrees * prior.variance + (own === null ? 0 : own.degrees * own.variance);
  return { variance: squares / degrees, degrees: Math.min(rules.mostPriorDegrees, degrees) };
}

/** The means of one arm, by account, with what their own noise makes of them. */
export interface AccountMeans {
  readonly means: readonly number[];
  /** Moderated variance of a single run. */
  readonly variance: number;
  readonly runsByAccount: readonly number[];
}

/**
 * Variance between accounts, from arms that two or more have run, by the method of moments: what the accounts' means
 * spread beyond their seed noise, weighted by accounts − 1; never below 0.
 */
export function varianceBetweenAccounts(arms: readonly AccountMeans[]): number {
  let [sum, weight] = [0, 0];
  for (const { means, variance, runsByAccount } of arms) {
    if (means.length < 2) continue;
    const noise = variance * mean(runsByAccount.map((runs) => 1 / runs));
    sum += (means.length - 1) * (sampleVariance(means) - noise);
    weight += means.length - 1;
  }
  return weight === 0 ? 0 : Math.max(0, sum / weight);
}

import { mean, sampleVariance } from '../numeric/index.js';

/** A row of a board, as a recommendation needs it; metric values oriented so that larger is better. */
export interface Candidate {
  readonly armHash: string;
  readonly peakLearningRate: number;
  readonly mean: number;
  readonly score: number;
  readonly upper: number;
  readonly inLeaderGroup: boolean;
  readonly costUpdates: number;
}

export interface Recommendation {
  readonly armHash: string;
  /** Empirical-Bayes mean with a 90% interval, oriented. */
  readonly expected: { readonly mean: number; readonly lower: number; readonly upper: number };
  /** Arms that cannot be told from the leader; the cheapest of them is recommended. */
  readonly tied: number;
  readonly band: SafeBand;
}

/** Peak learning rates that are as good as the best within one seed deviation, or why there is no such range. */
export type SafeBand = { readonly low: number; readonly high: number } | { readonly reason: string };

/**
 * The safe band: the range of peak learning rates, of the arms that were tried, whose score is within one s0 of the
 * best. One learning rate is no band.
 */
export function safeBand(candidates: readonly Candidate[], seedDeviation: number): SafeBand {
  const tried = new Set(candidates.map(({ peakLearningRate }) => peakLearningRate));
  if (tried.size < 2) return { reason: 'one LR tried, no band' };
  const best = Math.max(...candidates.map(({ score }) => score));
  const good = candidates
    .filter(({ score }) => score >= best - seedDeviation)
    .map(({ peakLearningRate }) => peakLearningRate);
  return { low: Math.min(...good), high: Math.max(...good) };
}

const Z_95 = 1.6448536269514722;

/** The variance of a mean that its one-sided 95% bound stands for, as a normal one. */
function varianceOfMean({ mean: centre, score }: Candidate): number {
  return ((centre - score) / Z_95) ** 2;
}

/**
 * The arm to use: of those that cannot be told from the leader the cheapest, the better one of equally cheap ones. Its
 * expected metric is shrunk towards the mean of all arms by the share of their spread that is noise. Null without arms.
 */
export function recommend(candidates: readonly Candidate[], seedDeviation: number): Recommendation | null {
  const group = candidates.filter(({ inLeaderGroup }) => inLeaderGroup);
  const chosen = group.toSorted((a, b) => a.costUpdates - b.costUpdates || b.score - a.score)[0];
  if (chosen === undefined) return null;
  const noise = varianceOfMean(chosen);
  const centre = mean(candidates.map((one) => one.mean));
  const spread = candidates.length < 2 ? null : sampleVariance(candidates.map((one) => one.mean));
  const between = spread === null ? Infinity : Math.max(0, spread - mean(candidates.map(varianceOfMean)));
  const kept = between === Infinity || noise === 0 ? 1 : between / (between + noise);
  const expected = centre + kept * (chosen.mean - centre);
  // Nothing shrunk, this is the arm's own interval again: score to upper.
  const reach = Z_95 * Math.sqrt(noise * kept);
  return {
    armHash: chosen.armHash,
    expected: { mean: expected, lower: expected - reach, upper: expected + reach },
    tied: group.length,
    band: safeBand(candidates, seedDeviation),
  };
}

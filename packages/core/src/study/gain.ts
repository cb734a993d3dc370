import { mean, sampleVariance, studentTQuantile } from '../numeric/index.js';

/** How much better one arm is than another on the seeds that both were trained with; positive is better. */
export interface PairedGain {
  readonly seeds: number;
  readonly mean: number;
  /** mean − t(0.95; n − 1)·s_d / √n; null with one seed. */
  readonly lower: number | null;
  readonly upper: number | null;
}

const CONFIDENCE = 0.95;

/**
 * The gain of `pairs` of metrics [arm, other], in the metric's own unit (docs/ranking.md, objective B); null without pairs, or where it
 * overflows.
 */
export function pairedGain(
  pairs: readonly (readonly [number, number])[],
  direction: 'maximize' | 'minimize',
): PairedGain | null {
  if (pairs.length === 0) return null;
  const sign = direction === 'maximize' ? 1 : -1;
  const differences = pairs.map(([arm, other]) => sign * (arm - other));
  const centre = mean(differences);
  if (pairs.length === 1) return Number.isFinite(centre) ? { seeds: 1, mean: centre, lower: null, upper: null } : null;
  const reach = studentTQuantile(CONFIDENCE, pairs.length - 1) * Math.sqrt(sampleVariance(differences) / pairs.length);
  const gain = { seeds: pairs.length, mean: centre, lower: centre - reach, upper: centre + reach };
  // Metrics near the largest number: their differences are none.
  return [gain.mean, gain.lower, gain.upper].every(Number.isFinite) ? gain : null;
}

import { digestJson, type Hash } from '../canonical/index.js';

/**
 * The digest of a run's last `length` losses, by which identical endings are found (check T09). Null where they tell
 * nothing: fewer losses, one of them not finite, or fewer than `distinct` different values (a run that has converged to
 * a constant ends like every other).
 */
export function lossSuffixDigest(losses: readonly (number | null)[], length: number, distinct: number): Hash | null {
  const suffix = losses.slice(-length);
  if (suffix.length < length || suffix.includes(null) || new Set(suffix).size < distinct) return null;
  return digestJson(suffix);
}

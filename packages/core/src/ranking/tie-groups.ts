import { holmAdjusted, studentTCdf, welchDegrees } from '../numeric/index.js';
import type { Estimate } from './score.js';

/** p of the one-sided test that `leader` is better than `other`: t = (m_lead − m) / √(V_lead + V), Welch's degrees. */
export function leadPValue(leader: Estimate, other: Estimate): number {
  const variance = leader.variance + other.variance;
  const degrees = welchDegrees(leader.variance, leader.degrees, other.variance, other.degrees);
  return 1 - studentTCdf((leader.mean - other.mean) / Math.sqrt(variance), degrees);
}

/**
 * Which arms cannot be told from the leader: those whose Holm-adjusted p over all comparisons with the leader is above
 * `alpha`. The leader is in. The group need not be contiguous in score.
 */
export function leaderGroup(estimates: readonly Estimate[], leaderIndex: number, alpha: number): readonly boolean[] {
  const leader = estimates[leaderIndex];
  if (leader === undefined) return [];
  const others = estimates.map((_, index) => index).filter((index) => index !== leaderIndex);
  const adjusted = holmAdjusted(others.map((index) => leadPValue(leader, estimates[index] ?? leader)));
  const inGroup = estimates.map(() => true);
  for (const [position, index] of others.entries()) inGroup[index] = (adjusted[position] ?? 1) > alpha;
  return inGroup;
}

/** How many of the ascending values are below `value`, by bisection. */
function countBelow(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The ranks that each arm may have: from one more than the arms whose lower bound exceeds its upper one, to all but those
 * whose upper bound is below its lower one. O(K log K).
 */
export function rankRanges(intervals: readonly { readonly lower: number; readonly upper: number }[]) {
  const lowers = intervals.map(({ lower }) => lower).sort((a, b) => a - b);
  const uppers = intervals.map(({ upper }) => upper).sort((a, b) => a - b);
  // Arms with a lower bound above mine: counted as those whose negated bound is below my negated one.
  const negatedLowers = lowers.map((lower) => -lower).reverse();
  return intervals.map(({ lower, upper }) => ({
    from: countBelow(negatedLowers, -upper) + 1,
    to: intervals.length - countBelow(uppers, lower),
  }));
}

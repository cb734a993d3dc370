/**
 * Holm's step-down adjustment of p-values, in their own order: the k-th smallest of m is multiplied by m − k + 1, kept
 * from falling, and capped at 1 (Holm 1979).
 */
export function holmAdjusted(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = pValues.slice();
  let highest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    highest = Math.min(1, Math.max(highest, p * (order.length - rank)));
    adjusted[index] = highest;
  }
  return adjusted;
}

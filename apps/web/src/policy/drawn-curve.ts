import type { CompiledPolicy } from '@ratebook/core/policy';

/** Learning rates at some updates, for a drawing. */
export interface DrawnCurve {
  readonly updates: readonly number[];
  readonly learningRates: readonly number[];
}

const POINTS = 241;
/** More jumps than a drawing has room for are left to the evenly spread points. */
const MOST_BOUNDARIES = 120;

/** Evenly spread updates from the first to the last, and both sides of every boundary, so that a jump is drawn as one. */
export function drawnCurve({ totalUpdates, boundaries, learningRateAt }: CompiledPolicy): DrawnCurve {
  const count = Math.min(POINTS, totalUpdates);
  const even = Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (totalUpdates - 1)) / (count - 1)),
  );
  const sides = boundaries.length > MOST_BOUNDARIES ? [] : boundaries.flatMap((boundary) => [boundary - 1, boundary]);
  const updates = [...new Set([...even, ...sides])].filter((t) => t >= 0 && t < totalUpdates).sort((a, b) => a - b);
  return { updates, learningRates: updates.map(learningRateAt) };
}

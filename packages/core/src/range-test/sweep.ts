// Three digits are what a person reads off a logarithmic axis, and what the grid's own spacing is worth.
const SIGNIFICANT_DIGITS = 3;

function rounded(learningRate: number): number {
  return Number(learningRate.toPrecision(SIGNIFICANT_DIGITS));
}

/**
 * Learning rates from `from` to `to`, both included, evenly spaced on a logarithmic axis and rounded to three digits.
 * Throws a RangeError unless 0 < from < to and there are at least two points.
 */
export function logGrid(from: number, to: number, points: number): readonly number[] {
  if (!(from > 0 && to > from && Number.isInteger(points) && points >= 2)) {
    throw new RangeError(
      `A grid needs 0 < from < to and 2 or more points; got ${String(from)}, ${String(to)}, ${String(points)}.`,
    );
  }
  const ratio = Math.log(to / from) / (points - 1);
  return [...new Set(Array.from({ length: points }, (_, index) => rounded(from * Math.exp(ratio * index))))];
}

const WIDENED_BY_POINTS = 3;

/**
 * The learning rates to add where the best lies on the border of the grid, so that a valley is seen from both sides:
 * three more beyond that border, at the grid's own spacing. Empty where the best lies inside, or nothing is best.
 */
export function widenGrid(learningRates: readonly number[], best: number | null): readonly number[] {
  const sorted = learningRates.toSorted((a, b) => a - b);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (best === null || lowest === undefined || highest === undefined || sorted.length < 2) return [];
  const spacing = (highest / lowest) ** (1 / (sorted.length - 1));
  const beyond = (border: number, factor: number) =>
    Array.from({ length: WIDENED_BY_POINTS }, (_, index) => rounded(border * factor ** (index + 1)));
  if (best === lowest) return beyond(lowest, 1 / spacing).toReversed();
  return best === highest ? beyond(highest, spacing) : [];
}

/** Learning rates beside the best are not tried closer than this: a quarter of a decade, and what rounding makes of it. */
const FINEST_GAP_DECADES = 0.255;

/**
 * The learning rates to add around the best once it lies inside the grid: halfway, on a logarithmic axis, to each
 * neighbour that is more than a quarter of a decade away. A grid of half decades has quarter decades there afterwards.
 */
export function refineGrid(learningRates: readonly number[], best: number | null): readonly number[] {
  if (best === null) return [];
  const sorted = learningRates.toSorted((a, b) => a - b);
  const index = sorted.indexOf(best);
  const halfway = [sorted[index - 1], sorted[index + 1]].flatMap((neighbour) =>
    index < 0 || neighbour === undefined || Math.abs(Math.log10(neighbour / best)) <= FINEST_GAP_DECADES
      ? []
      : [rounded(Math.sqrt(neighbour * best))],
  );
  return halfway.filter((one) => !sorted.includes(one));
}

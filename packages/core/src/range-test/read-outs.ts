import type { RangePoint, RangeReadOuts } from './range-test.js';

/** What a range test found at one learning rate, over its seeds. */
export interface RangeLevel {
  readonly learningRate: number;
  /** Mean held-out loss over seeds, null where any seed has none. */
  readonly meanLoss: number | null;
  readonly meanStartLoss: number;
  readonly losses: readonly (number | null)[];
}

const RELATIVE_MARGIN = 0.01;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The points of a range test by learning rate, ascending. */
export function rangeLevels(points: readonly RangePoint[]): readonly RangeLevel[] {
  const byLearningRate = new Map<number, RangePoint[]>();
  for (const point of points) {
    const held = byLearningRate.get(point.learningRate);
    if (held) held.push(point);
    else byLearningRate.set(point.learningRate, [point]);
  }
  return [...byLearningRate.entries()]
    .sort(([a], [b]) => a - b)
    .map(([learningRate, atIt]) => {
      const losses = atIt.map(({ loss }) => loss);
      const finite = losses.filter((loss) => loss !== null);
      // Losses near the largest double have a mean beyond it: diverged, like one that is not finite.
      const meanLoss = finite.length === losses.length && Number.isFinite(mean(finite)) ? mean(finite) : null;
      return { learningRate, losses, meanLoss, meanStartLoss: mean(atIt.map(({ startLoss }) => startLoss)) };
    });
}

/** Whether training at this learning rate diverged: no finite loss for some seed, or one above where it started. */
function hasDiverged({ meanLoss, meanStartLoss }: RangeLevel): boolean {
  return meanLoss === null || meanLoss > meanStartLoss;
}

/**
 * Standard deviation of held-out loss over seeds, pooled over learning rates; 0 where each has one seed. As contracts.md 4
 * words it, over all that have a loss for every seed: those that ended above their start spread widely and widen it.
 */
export function pooledSeedDeviation(levels: readonly RangeLevel[]): number {
  let [squares, degrees] = [0, 0];
  for (const { losses, meanLoss } of levels) {
    if (meanLoss === null) continue;
    for (const loss of losses) squares += ((loss ?? meanLoss) - meanLoss) ** 2;
    degrees += losses.length - 1;
  }
  return degrees > 0 ? Math.sqrt(squares / degrees) : 0;
}

/**
 * What a range test says (contracts.md 4). With L the mean held-out loss over n seeds and s the pooled deviation over
 * seeds: best is the learning rate of least L (the smaller of equals); usable the unbroken run around it with
 * L ≤ L_best + max(0.01·|L_best|, 2·s·√(2/n)); edge the least learning rate above the best that has no finite loss or
 * ends above its start. All null where every point diverged.
 */
export function readRange(points: readonly RangePoint[]): RangeReadOuts {
  const levels = rangeLevels(points);
  const bestIndex = levels.reduce((held, level, index) => {
    const [best, loss] = [levels[held]?.meanLoss ?? Infinity, level.meanLoss ?? Infinity];
    return loss < best ? index : held;
  }, 0);
  const best = levels[bestIndex];
  if (best?.meanLoss == null) return { best: null, usable: null, edge: null };
  const seeds = best.losses.length;
  const margin = Math.max(
    RELATIVE_MARGIN * Math.abs(best.meanLoss),
    2 * pooledSeedDeviation(levels) * Math.sqrt(2 / seeds),
  );
  const limit = best.meanLoss + margin;
  const isUsable = (index: number) => (levels[index]?.meanLoss ?? Infinity) <= limit;
  let [low, high] = [bestIndex, bestIndex];
  while (low > 0 && isUsable(low - 1)) low -= 1;
  while (high < levels.length - 1 && isUsable(high + 1)) high += 1;
  const edge = levels.find((level, index) => index > bestIndex && hasDiverged(level));
  return {
    best: best.learningRate,
    usable: {
      low: levels[low]?.learningRate ?? best.learningRate,
      high: levels[high]?.learningRate ?? best.learningRate,
    },
    edge: edge?.learningRate ?? null,
  };
}

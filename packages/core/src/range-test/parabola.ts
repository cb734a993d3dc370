import type { RangePoint } from './range-test.js';
import { pooledSeedDeviation, type RangeLevel, rangeLevels } from './read-outs.js';

/** Where the loss would be least between the learning rates that were tried. */
export interface ParabolaOptimum {
  readonly learningRate: number;
  /** The held-out loss that the parabola has there. */
  readonly loss: number;
}

/**
 * The vertex of the parabola through the best learning rate and its two neighbours, mean held-out loss over the logarithm
 * of the learning rate (trainers.md 1.4). Null where the best lies at a border or beside one that diverged, or where the
 * three do not bend upwards. An estimate: it is shown, and decides nothing.
 */
export function parabolaOptimum(points: readonly RangePoint[]): ParabolaOptimum | null {
  const levels = rangeLevels(points);
  const best = levels.reduce(
    (held, level, index) => ((level.meanLoss ?? Infinity) < (levels[held]?.meanLoss ?? Infinity) ? index : held),
    0,
  );
  const [left, middle, right] = [levels[best - 1], levels[best], levels[best + 1]];
  if (left?.meanLoss == null || middle?.meanLoss == null || right?.meanLoss == null) return null;
  const x = (level: RangeLevel) => Math.log(level.learningRate / middle.learningRate);
  const [a, b] = [x(left), x(right)];
  const [fallBefore, riseAfter] = [(left.meanLoss - middle.meanLoss) / a, (right.meanLoss - middle.meanLoss) / b];
  // Divided differences: loss = middle + slope·x + bend·x², x the logarithm from the middle.
  const bend = (riseAfter - fallBefore) / (b - a);
  if (!(bend > 0)) return null;
  const slope = riseAfter - bend * b;
  const at = -slope / (2 * bend);
  return { learningRate: middle.learningRate * Math.exp(at), loss: middle.meanLoss - slope ** 2 / (4 * bend) };
}

/**
 * Standard error of the best learning rate's mean held-out loss over its seeds: the deviation over seeds, pooled over
 * learning rates, over √n. Null where no learning rate has two seeds: one tells nothing of the noise.
 */
export function bestStandardError(points: readonly RangePoint[]): number | null {
  const levels = rangeLevels(points);
  if (!levels.some(({ losses, meanLoss }) => meanLoss !== null && losses.length > 1)) return null;
  const best = levels.reduce<RangeLevel | null>(
    (held, level) => ((level.meanLoss ?? Infinity) < (held?.meanLoss ?? Infinity) ? level : held),
    null,
  );
  return best === null ? null : pooledSeedDeviation(levels) / Math.sqrt(best.losses.length);
}

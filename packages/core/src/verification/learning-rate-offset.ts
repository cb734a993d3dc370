import type { CompiledPolicy } from '../policy/index.js';
import type { Edition } from './edition.js';

type Thresholds = Edition['thresholds'];

/** A logged column of learning rates and the multiplier of its parameter group. */
export interface LearningRateColumn {
  /** How a message names it: '' for the default group. */
  readonly name: string;
  readonly learningRate: readonly number[];
  readonly multiplier: number;
}

/** How far a column and its policy are apart. */
export interface Compared {
  /** Learning rates that were compared. */
  readonly count: number;
  /** How many of them differ by more than is allowed, and the first update that does. */
  readonly differing: number;
  readonly first: number;
  /** The largest difference, as a multiple of what is allowed there. */
  readonly excess: number;
  readonly worst: { readonly t: number; readonly logged: number; readonly asked: number };
}

function excessOf(logged: number, asked: number, thresholds: Thresholds): number {
  return Math.abs(logged - asked) / (thresholds.learningRateRelative * asked + thresholds.learningRateAbsolute);
}

/**
 * Compares every logged learning rate with the policy's at t + offset; linear in the column. Where that lies outside the
 * budget there is nothing to compare: the "next" learning rate after the last update is applied by nobody, and trainers
 * log there what their scheduler happens to hold.
 */
export function compareAt(
  { learningRate, multiplier }: LearningRateColumn,
  policy: CompiledPolicy,
  offset: number,
  thresholds: Thresholds,
): Compared {
  let [count, differing, first, excess] = [0, 0, 0, 0];
  let worst = { t: 0, logged: 0, asked: 0 };
  for (let t = Math.max(0, -offset); t < learningRate.length && t + offset < policy.totalUpdates; t += 1) {
    const logged = learningRate[t] ?? NaN;
    const asked = multiplier * policy.learningRateAt(t + offset);
    const here = excessOf(logged, asked, thresholds);
    count += 1;
    if (here > 1) {
      if (differing === 0) first = t;
      differing += 1;
    }
    if (here > excess) [worst, excess] = [{ t, logged, asked }, here];
  }
  return { count, differing, first, excess, worst };
}

const LOSS_SCALED = ['fp16', 'float16'];

/** Whether a precision needs loss scaling, which skips optimiser updates. */
export function hasLossScaling(precision: string): boolean {
  return LOSS_SCALED.includes(precision.toLowerCase());
}

/**
 * fp16 loss scaling skips optimiser updates, and the schedule then lags the count: the least non-decreasing number of
 * skipped updates that explains every logged learning rate, found greedily, or null where more would be needed than the
 * edition allows. Linear in the column: the count never falls.
 */
export function explainedSkips(
  { learningRate, multiplier }: LearningRateColumn,
  policy: CompiledPolicy,
  offset: number,
  thresholds: Thresholds,
): (Pick<Compared, 'count' | 'excess'> & { readonly skipped: number }) | null {
  const most = Math.floor(thresholds.skippedShare * learningRate.length) + thresholds.skippedExtra;
  let [skipped, excess, count] = [0, 0, 0];
  for (const [t, logged] of learningRate.entries()) {
    const excessWith = (lag: number) =>
      excessOf(logged, multiplier * policy.learningRateAt(Math.max(0, t + offset - lag)), thresholds);
    if (t + offset - skipped >= policy.totalUpdates) continue;
    while (skipped <= most && excessWith(skipped) > 1) skipped += 1;
    if (skipped > most) return null;
    excess = Math.max(excess, excessWith(skipped));
    count += 1;
  }
  return { skipped, excess, count };
}

const NAMED_OFFSETS = [0, 1, -1, 2, -2];

/** The offset near 0 at which the column would match, or null: what a message can tell somebody who declared another. */
export function matchingOffset(
  column: LearningRateColumn,
  policy: CompiledPolicy,
  declared: number,
  thresholds: Thresholds,
): number | null {
  const fits = (offset: number) => {
    const { count, excess } = compareAt(column, policy, offset, thresholds);
    return count > 0 && excess <= 1;
  };
  return NAMED_OFFSETS.find((offset) => offset !== declared && fits(offset)) ?? null;
}

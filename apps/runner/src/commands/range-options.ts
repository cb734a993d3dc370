import { UsageError } from '../failure.js';
import type { TrainerOptions } from '../executor/trainer-of-task.js';
import type { JobOptions } from './job.js';

export interface RangeTestOptions extends JobOptions, TrainerOptions {
  readonly method: 'grid' | 'ramp';
  /** The policy whose height a grid sweeps; null: the task's baseline. */
  readonly policy: string | null;
  readonly from: number | null;
  readonly to: number | null;
  /** Learning rates of a grid; null: as many as usual. */
  readonly points: number | null;
  /** Updates of a ramp; null: as many as usual. */
  readonly updates: number | null;
  /** Seeds where a grid's read-outs are decided; null: as many as usual. */
  readonly edgeSeeds: number | null;
}

// Where nothing is said: three decades below the task's own baseline, and two above, where most nets diverge.
const DECADES_BELOW = 1000;
const DECADES_ABOVE = 100;

/** 0.03 / 1000 is 2.9999999999999997e-5 in doubles: not what anybody would type. */
const rounded = (learningRate: number) => Number(learningRate.toPrecision(12));

/** The range that is tested: as asked for, or around the peak of a policy. */
export function rangeAround(
  peak: number,
  { from, to }: Pick<RangeTestOptions, 'from' | 'to'>,
): { readonly low: number; readonly high: number } {
  const [low, high] = [from ?? rounded(peak / DECADES_BELOW), to ?? rounded(peak * DECADES_ABOVE)];
  if (!(low > 0 && high > low))
    throw new UsageError(`--from ${String(low)} --to ${String(high)}: expected 0 < from < to.`);
  return { low, high };
}

/** Refuses options that the other method has. */
export function assertOptionsOf({ method, policy, points, updates, edgeSeeds, seeds }: RangeTestOptions): void {
  const strange =
    method === 'ramp'
      ? [
          [policy !== null, '--policy: a ramp is a policy of its own'],
          [points !== null, '--points is for a grid; a ramp has --updates'],
          [edgeSeeds !== null || seeds > 1, 'a ramp is one training: --seeds 1, and no --edge-seeds'],
        ]
      : [
          [updates !== null, '--updates is for --method ramp; a grid has --points'],
          [
            edgeSeeds !== null && seeds > 1,
            `--edge-seeds: with --seeds ${String(seeds)} every learning rate has several`,
          ],
        ];
  const found = strange.find(([isAsked]) => isAsked === true);
  if (found !== undefined) throw new UsageError(`${String(found[1])}.`);
}

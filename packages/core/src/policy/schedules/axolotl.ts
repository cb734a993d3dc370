import type { Schedule, ScheduleArguments } from './schedule.js';
import { torchOneCycleSchedule } from './torch-one-cycle.js';
import { transformersSchedule } from './transformers.js';
import { type TransformersSchedulerType, wave } from './transformers-factor.js';

/** Axolotl's own schedules, as src/axolotl/utils/schedulers.py of commit 067b021 computes them. */
export interface AxolotlSchedule {
  readonly learningRate: number;
  /** As they reach the Trainer, after `axolotlWarmupSteps`. */
  readonly warmupSteps: number;
  readonly totalUpdates: number;
  /** `cosine_min_lr_ratio`; null where it is not given. */
  readonly floorRatio: number | null;
}

/**
 * The warm-up that the Trainer is given, in updates: what `warmup_steps` says, else `warmup_ratio` cut to whole updates,
 * else 3% of the run and at most 100. A warm-up of 1 becomes one of 2, wherever it comes from.
 */
export function axolotlWarmupSteps(
  { warmupSteps, warmupRatio }: { readonly warmupSteps: number | null; readonly warmupRatio: number | null },
  totalUpdates: number,
): number {
  const steps =
    warmupSteps ??
    (warmupRatio === null ? Math.min(Math.trunc(0.03 * totalUpdates), 100) : Math.trunc(warmupRatio * totalUpdates));
  return steps === 1 ? 2 : steps;
}

/**
 * `lr_scheduler: cosine` with `cosine_min_lr_ratio`: t/W, then the cosine between 1 and the ratio, which rises again past
 * N. With `cosine_constant_lr_ratio` c the cosine ends at ⌊N·c⌋ and the floor holds from there.
 */
export function axolotlCosineSchedule(
  { learningRate, warmupSteps: W, totalUpdates: N, floorRatio }: AxolotlSchedule,
  constantRatio: number | null = null,
): Schedule {
  const floor = floorRatio ?? 0;
  const last = constantRatio === null ? N : Math.trunc(N * constantRatio);
  return (t) => {
    if (t < W) return learningRate * (t / Math.max(1, W));
    const reached = constantRatio === null ? t : Math.min(t, last);
    return learningRate * ((1 - floor) * wave(0.5, (reached - W) / Math.max(1, last - W)) + floor);
  };
}

/** `lr_quadratic_warmup`: the cosine to 0 after a warm-up of (t/W)². */
export function axolotlQuadraticWarmupSchedule({
  learningRate,
  warmupSteps: W,
  totalUpdates: N,
}: AxolotlSchedule): Schedule {
  return (t) =>
    learningRate * (t < W ? (t / Math.max(1, W)) ** 2 : Math.max(0, wave(0.5, (t - W) / Math.max(1, N - W))));
}

/**
 * `lr_scheduler: rex`. It counts from 1, so that it runs one update ahead of the others: (t + 1)/W in the warm-up, the
 * peak at W − 1 (without a warm-up never), and the floor at N − 1.
 */
export function axolotlRexSchedule({
  learningRate,
  warmupSteps: W,
  totalUpdates: N,
  floorRatio,
}: AxolotlSchedule): Schedule {
  const least = floorRatio === null ? 0 : learningRate * floorRatio;
  const floor = least / learningRate;
  return (t) => {
    const count = t + 1;
    if (count <= W) return (learningRate * count) / W;
    const [after, left] = [count - W, N - W];
    if (after >= left) return least;
    const z = (left - after) / left;
    return learningRate * (floor + (1 - floor) * (z / (0.1 + 0.9 * z)));
  };
}

/** What of Axolotl's configuration makes the schedule. */
export interface AxolotlSettings {
  /** `lr_scheduler`. */
  readonly scheduler: TransformersSchedulerType | 'one_cycle' | 'rex';
  readonly learningRate: number;
  /** `lr_scheduler_kwargs`. */
  readonly schedulerArguments: ScheduleArguments;
  /** `warmup_steps` as it is written. */
  readonly warmupSteps: number;
  readonly totalUpdates: number;
  /** `cosine_min_lr_ratio`; null where it is not given. */
  readonly floorRatio: number | null;
  /** `cosine_constant_lr_ratio`; null where it is not given. */
  readonly constantRatio: number | null;
}

/**
 * The schedule that Axolotl's trainer makes: its own for `rex`, for `one_cycle` (torch's, whose pct_start is the warm-up's
 * share where it is not given) and for a `cosine` with a `cosine_min_lr_ratio` above 0, the Trainer's of Transformers 5.14
 * for all else. A warm-up of 1 is one of 2. Throws ScheduleRefused for what those refuse.
 */
export function axolotlSchedule(settings: AxolotlSettings): Schedule {
  const { scheduler, learningRate, schedulerArguments, totalUpdates, floorRatio, constantRatio } = settings;
  const warmupSteps = axolotlWarmupSteps({ warmupSteps: settings.warmupSteps, warmupRatio: null }, totalUpdates);
  const own = { learningRate, warmupSteps, totalUpdates, floorRatio };
  if (scheduler === 'rex') return axolotlRexSchedule(own);
  if (scheduler === 'one_cycle')
    return torchOneCycleSchedule(learningRate, totalUpdates, {
      pct_start: warmupSteps / totalUpdates,
      ...schedulerArguments,
    });
  // A ratio of 0 counts as none.
  const hasFloor = scheduler === 'cosine' && floorRatio !== null && floorRatio !== 0;
  if (hasFloor) return axolotlCosineSchedule(own, constantRatio === 0 ? null : constantRatio);
  return transformersSchedule({ type: scheduler, learningRate, schedulerArguments, warmupSteps, totalUpdates });
}

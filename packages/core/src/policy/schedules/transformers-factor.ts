import type { ScheduleArguments } from './schedule.js';

/** Types that depend on nothing but the update. `reduce_lr_on_plateau` and `greedy` answer to evaluations. */
export const TRANSFORMERS_SCHEDULER_TYPES = [
  'linear',
  'cosine',
  'cosine_with_restarts',
  'polynomial',
  'constant',
  'constant_with_warmup',
  'inverse_sqrt',
  'cosine_with_min_lr',
  'cosine_warmup_with_min_lr',
  'warmup_stable_decay',
] as const;
export type TransformersSchedulerType = (typeof TRANSFORMERS_SCHEDULER_TYPES)[number];

/** Versions whose schedules differ; '4' stands for the last 4.x and for 5.0 to 5.3. */
export type TransformersVersion = '4' | '5';

/** What the Trainer makes its schedule of. */
export interface TransformersSchedule {
  readonly type: TransformersSchedulerType;
  /** The optimiser's own learning rate, which the schedule scales. */
  readonly learningRate: number;
  /** `lr_scheduler_kwargs`. */
  readonly schedulerArguments: ScheduleArguments;
  /** Whole updates, as the Trainer counts them after rounding. */
  readonly warmupSteps: number;
  /** Updates of the whole run, warm-up included. */
  readonly totalUpdates: number;
}

/** A factor on the optimiser's learning rate, by update. */
export type Factor = (t: number) => number;

/** What a factor is made of. */
export interface FactorContext extends TransformersSchedule {
  readonly version: TransformersVersion;
}

export const HALF_WAVE = 0.5;

/** ½(1 + cos 2πcp). */
export function wave(cycles: number, p: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * p));
}

import type { Length } from '../../units/index.js';
import { type Draft, warmupAlone } from './draft.js';
import type { Settings } from './settings.js';

/** What the Trainer makes a schedule of. */
export interface ScheduleContext {
  /** The peak: the optimiser's own learning rate. */
  readonly learningRate: number;
  /** Whole updates; a ratio only where the length of the run is not known. Null: none. */
  readonly warmup: Length | null;
  readonly totalUpdates: number | null;
  /** The Trainer's arguments. */
  readonly settings: Settings;
  /** `lr_scheduler_kwargs`. */
  readonly keywords: Settings;
  /** Major version of the library. */
  readonly version: '4' | '5';
  readonly notes: string[];
}

/** The law behind the Trainer's warm-up: linear from 0, so that the first update has learning rate 0. */
export function warmed(context: ScheduleContext, draft: Draft, from = 0, shape: 'linear' | 'cosine' = 'linear'): Draft {
  const { warmup, learningRate, notes } = context;
  if (warmup === null) return draft;
  if (!fillsRun(context)) return { ...draft, warmup: { length: warmup, from, shape } };
  notes.push('The warm-up is not over before the training ends: the learning rate never reaches its peak.');
  return warmupAlone(from, learningRate, warmup, shape);
}

/** Whether the warm-up leaves nothing of the run. */
export function fillsRun({ warmup, totalUpdates }: ScheduleContext): boolean {
  if (warmup === null) return false;
  if ('ratio' in warmup) return warmup.ratio >= 1;
  return 'steps' in warmup && totalUpdates !== null && warmup.steps >= totalUpdates;
}

/** The warm-up in updates; null, and refused, where it is a ratio of a run whose length is not known. */
export function stepsOf({ warmup, settings }: ScheduleContext): number | null {
  if (warmup === null) return 0;
  if ('steps' in warmup) return warmup.steps;
  settings.refuse(
    'max_steps',
    'the total updates, which turn the warm-up ratio into updates',
    'policy.missing-context',
  );
  return null;
}

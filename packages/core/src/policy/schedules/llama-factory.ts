import type { Schedule } from './schedule.js';
import { transformersSchedule } from './transformers.js';
import type { TransformersSchedule, TransformersVersion } from './transformers-factor.js';

/**
 * The Trainer's schedule as LLaMA-Factory hands it on (src/llamafactory/train/trainer_utils.py of commit ff6d4d1): for
 * `warmup_stable_decay` num_stable_steps is ⌊(N − W)/3⌋ and num_decay_steps the other N − W − ⌊(N − W)/3⌋ where they are
 * not given, each for itself. Throws ScheduleRefused for what the Trainer refuses.
 */
export function llamaFactorySchedule(schedule: TransformersSchedule, version: TransformersVersion = '5'): Schedule {
  const { type, schedulerArguments, warmupSteps, totalUpdates } = schedule;
  if (type !== 'warmup_stable_decay') return transformersSchedule(schedule, version);
  const left = totalUpdates - warmupSteps;
  const stable = Math.floor(left / 3);
  const defaults = { num_stable_steps: stable, num_decay_steps: left - stable };
  return transformersSchedule({ ...schedule, schedulerArguments: { ...defaults, ...schedulerArguments } }, version);
}

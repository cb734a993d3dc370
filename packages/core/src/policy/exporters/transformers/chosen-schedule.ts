import { type Schedule, type ScheduleArguments } from '../../schedules/schedule.js';
import { transformersSchedule } from '../../schedules/transformers.js';
import type { TransformersSchedule, TransformersVersion } from '../../schedules/transformers-factor.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { closestOf, trialsOf } from '../closest.js';
import { lawSchedules } from './law-schedules.js';
import { nearestSchedules } from './nearest-schedules.js';
import type { Settings } from './setting-text.js';
import { hasPlainWarmup, type SingleLaw, singleLawOf } from '../single-law.js';

/** The schedule of the Trainer for a policy. */
export interface ChosenSchedule {
  readonly schedule: TransformersSchedule;
  readonly learningRateAt: Schedule;
  /** `nearest` where no schedule is meant as the policy's own law. */
  readonly intent: ExportCandidate['intent'];
}

/**
 * The schedule that is meant as the policy's law, else the nearest of those that its curve suggests. `scheduleOf` is what
 * the tool makes of the settings, where it is not the Trainer itself. Open loops only.
 */
export function chosenSchedule(
  { policy, compiled, run }: ExportInput,
  version: TransformersVersion,
  scheduleOf: (schedule: TransformersSchedule) => Schedule = (schedule) => transformersSchedule(schedule, version),
): ChosenSchedule {
  const single = singleLawOf({ policy, run });
  const meant = single === null ? [] : lawSchedules(single, version);
  const law = closestOf(trialsOf(meant, scheduleOf), compiled);
  if (law !== null) return { schedule: law.settings, learningRateAt: law.learningRateAt, intent: 'law' };
  const near = closestOf(trialsOf(nearestSchedules(compiled, version), scheduleOf), compiled);
  // A constant is always among them, and nothing refuses it.
  if (near === null) throw new RangeError('No schedule was tried.');
  return { schedule: near.settings, learningRateAt: near.learningRateAt, intent: near.isExact ? 'law' : 'nearest' };
}

/** Whether the schedule depends on how long the run is. */
export function dependsOnTotal({ type, schedulerArguments }: TransformersSchedule): boolean {
  if (type === 'warmup_stable_decay') return schedulerArguments['num_stable_steps'] === undefined;
  return !['constant', 'constant_with_warmup', 'inverse_sqrt'].includes(type);
}

/** The settings by the names of TrainingArguments. */
export function trainerSettings(schedule: TransformersSchedule): Settings {
  const { type, learningRate, schedulerArguments, warmupSteps, totalUpdates } = schedule;
  return {
    learning_rate: learningRate,
    lr_scheduler_type: type,
    ...argumentsSetting('lr_scheduler_kwargs', schedulerArguments),
    warmup_steps: warmupSteps,
    ...(dependsOnTotal(schedule) ? { max_steps: totalUpdates } : {}),
  };
}

/** Nothing where there are none. */
export function argumentsSetting(key: string, schedulerArguments: ScheduleArguments): Settings {
  return Object.keys(schedulerArguments).length === 0 ? {} : { [key]: schedulerArguments };
}

/** What the reader of such settings must know, whatever the tool; `epochsKey` is its other way to say how long a run is. */
export function scheduleNotes(
  { schedule, intent }: ChosenSchedule,
  input: ExportInput,
  epochsKey = 'num_train_epochs',
): readonly string[] {
  const single = singleLawOf(input);
  const { type, learningRate, warmupSteps, schedulerArguments, totalUpdates } = schedule;
  const [floor, cycles] = [schedulerArguments['min_lr_ratio'] ?? 0, schedulerArguments['num_cycles']];
  return [
    ...(intent === 'nearest' ? [`No lr_scheduler_type says this policy; of those tried ${type} is the nearest.`] : []),
    ...(intent === 'nearest' && single !== null && !hasPlainWarmup(single) ? [warmupNote(single)] : []),
    ...(intent === 'nearest' && type === 'constant' && learningRate !== input.compiled.peakLearningRate
      ? ['learning_rate is halfway between the policy’s largest and its least: no other constant is nearer.']
      : []),
    ...(dependsOnTotal(schedule)
      ? [
          `The schedule counts ${String(totalUpdates)} updates: with ${epochsKey} in place of max_steps the run must have as many.`,
        ]
      : []),
    ...(warmupSteps > 0 && type !== 'warmup_stable_decay' && type !== 'cosine_warmup_with_min_lr'
      ? ['The first update is applied at learning rate 0.']
      : []),
    ...(warmupSteps > 0 && type === 'warmup_stable_decay' && floor !== 0
      ? ['The warm-up starts at min_lr_ratio of the learning rate, not at 0.']
      : []),
    ...(type === 'cosine_with_restarts' && typeof cycles === 'number' && !Number.isInteger(cycles)
      ? ['num_cycles is no whole number, so that every restart falls on its update.']
      : []),
    ...(schedulerArguments['timescale'] === undefined
      ? []
      : ['Needs Transformers 5.4: before it, timescale is ignored without a word.']),
  ];
}

function warmupNote({ warmup }: SingleLaw): string {
  const shape = warmup?.shape === 'linear' ? 'a linear one from above 0' : `a ${String(warmup?.shape)} one`;
  return `The Trainer warms up in a line from 0, and the policy's warm-up is ${shape}.`;
}

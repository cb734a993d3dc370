import type { ScheduleArguments } from '../../schedules/schedule.js';
import { reduceOnPlateauSchedule } from '../../schedules/reduce-on-plateau.js';
import type { ExportCandidate, ExportInput } from '../exporter.js';
import { groupNotes, intentWithGroups, NO_GROUPS } from '../groups.js';
import type { Settings } from './setting-text.js';
import { type SingleLaw, singleLawOf } from '../single-law.js';

/** How a tool of the Trainer's family is given its settings. */
export interface SettingsPlace {
  /** As a note names it: `TrainingArguments`. */
  readonly name: string;
  /** The setting that names the schedule. */
  readonly typeKey: 'lr_scheduler_type' | 'lr_scheduler';
  readonly language: ExportCandidate['language'];
  readonly code: (settings: Settings) => string;
}

/** `reduce_lr_on_plateau` for a plateau; none for another closed loop. */
export function plateauCandidates(input: ExportInput, place: SettingsPlace): readonly ExportCandidate[] {
  const single = singleLawOf(input);
  if (single?.node.law !== 'plateau') return [];
  const [learningRate, metric, schedulerArguments] = [single.number('initial'), single.text('metric'), ruleOf(single)];
  const settings = {
    learning_rate: learningRate,
    [place.typeKey]: 'reduce_lr_on_plateau',
    lr_scheduler_kwargs: schedulerArguments,
    eval_strategy: 'epoch',
    metric_for_best_model: metric,
  };
  return [
    {
      form: `${place.typeKey}: reduce_lr_on_plateau`,
      intent: intentWithGroups(single.warmup === null ? 'law' : 'nearest', input, NO_GROUPS),
      language: place.language,
      code: place.code(settings),
      settings,
      learningRateAt: () => learningRate,
      replay: reduceOnPlateauSchedule(learningRate, metric, schedulerArguments),
      precision: 'double',
      // Its floor is one number for all groups: a group's own could not keep its multiplier.
      groups: NO_GROUPS,
      notes: [
        'Every evaluation is one reading: set eval_strategy to how often the policy is meant to look.',
        ...(metric.startsWith('eval_') ? [] : [`The Trainer looks for the metric as eval_${metric}.`]),
        ...(single.warmup === null ? [] : ['reduce_lr_on_plateau ignores a warm-up, so that none is written.']),
        ...(isKeras(single)
          ? ['Keras counts patience and cooldown one further than PyTorch: both are one less here, and eps is 0.']
          : []),
        ...groupNotes(input, NO_GROUPS, place.name),
      ],
    },
  ];
}

function isKeras({ text }: SingleLaw): boolean {
  return text('rule') === 'keras';
}

/**
 * The arguments of PyTorch's rule. Keras's rule is PyTorch's with one less patience and one less cooldown: Keras reduces
 * at `patience` bad readings where PyTorch waits for more, and counts the reading that ends a cooldown, which PyTorch
 * forgives.
 */
function ruleOf(single: SingleLaw): ScheduleArguments {
  const { number, text } = single;
  const counted = (field: string) => (isKeras(single) ? Math.max(0, number(field) - 1) : number(field));
  return {
    mode: text('direction') === 'maximize' ? 'max' : 'min',
    factor: number('factor'),
    patience: counted('patience'),
    threshold: number('threshold'),
    threshold_mode: text('thresholdMode') === 'relative' ? 'rel' : 'abs',
    cooldown: counted('cooldown'),
    min_lr: number('minimum'),
    eps: isKeras(single) ? 0 : number('epsilon'),
  };
}

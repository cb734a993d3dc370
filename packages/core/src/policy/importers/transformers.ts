import { type Parsed, refused, shown } from '../../refusal/index.js';
import type { Length } from '../../units/index.js';
import type { Group } from '../policy.js';
import { importDeepSpeed } from './deepspeed.js';
import type { Draft } from './draft.js';
import { finishImport } from './finish-import.js';
import type { ImportedPolicy, ImportOptions } from './importer.js';
import { argumentOf, readModelCard } from './model-card.js';
import type { ScheduleContext } from './schedule-context.js';
import { isRecord, Settings } from './settings.js';
import { readTransformersSchedule } from './transformers-schedule.js';

export interface TransformersOptions extends ImportOptions {
  /** Major version of the library that ran: before 5, `inverse_sqrt` ignores its timescale. Unless given: 5. */
  readonly version?: '4' | '5';
}

const DEFAULT_LEARNING_RATE = 5e-5;

/**
 * The policy that the Trainer really runs for these `TrainingArguments`: the object of arguments, or the text of a model
 * card with its list of hyperparameters. Read are learning_rate (5e-5), lr_scheduler_type (linear),
 * lr_scheduler_kwargs, warmup_steps, warmup_ratio, max_steps, and for a plateau metric_for_best_model; every other
 * argument is passed over. Warm-up ratios become ⌈ratio · total⌉ steps in doubles, as the Trainer rounds, where the total
 * is known. Refused, by the path of the argument: unknown schedules and keywords, numbers that are not finite or out of
 * range, contradictions, and what no policy says.
 *
 * Source: transformers 5.24, src/transformers/optimization.py and trainer.py.
 */
export function importTransformers(input: unknown, options: TransformersOptions = {}): Parsed<ImportedPolicy> {
  if (typeof input === 'string') {
    const card = readModelCard(input);
    return card.ok ? importArguments(card.value, options) : card;
  }
  if (isRecord(input)) return importArguments(input, options);
  const expected = 'an object of TrainingArguments, or the text of a model card';
  const got = shown(input);
  return refused({
    code: 'policy.wrong-type',
    path: '',
    expected,
    got,
    message: `The arguments: expected ${expected}, got ${got}.`,
  });
}

/** What a tool on top of the Trainer does otherwise. */
export interface TrainerRules {
  /** Keyword arguments that the tool fills in where they are not given. */
  readonly keywordDefaults?: (type: string, lengths: Pick<ScheduleContext, 'warmup' | 'totalUpdates'>) => Draft;
  readonly groups?: (settings: Settings, notes: string[]) => readonly Group[];
}

/** The same for an object of arguments, by the rules of a tool on top of the Trainer. */
export function importArguments(
  given: Readonly<Record<string, unknown>>,
  options: TransformersOptions,
  { keywordDefaults, groups }: TrainerRules = {},
): Parsed<ImportedPolicy> {
  const settings = new Settings(namedAsArguments(given));
  const notes: string[] = [];
  const totalUpdates = totalUpdatesOf(settings, options, notes);
  const learningRate = settings.learningRate('learning_rate') ?? DEFAULT_LEARNING_RATE;
  if (!settings.has('learning_rate')) notes.push('learning_rate is not given: the Trainer takes 5e-5.');
  const warmup = warmupOf(settings, totalUpdates, notes);
  const ofGroups = groups?.(settings, notes) ?? [];
  const block = settings.raw('deepspeed');
  if (isRecord(block) && 'scheduler' in block && settings.refusals.length === 0) {
    const warmupUpdates = warmup === null ? 0 : 'steps' in warmup ? warmup.steps : null;
    const imported = importDeepSpeed(block, { learningRate, warmupUpdates, totalUpdates });
    const note = "The scheduler block of the DeepSpeed configuration runs, not the Trainer's lr_scheduler_type.";
    return imported.ok ? { ok: true, value: { ...imported.value, notes: [note, ...imported.value.notes] } } : imported;
  }
  if (settings.has('deepspeed') && !isRecord(block))
    notes.push('If the DeepSpeed file has a scheduler block, that schedule runs and not this one.');
  const type = typeOf(settings, notes);
  const keywords = settings.inside('lr_scheduler_kwargs', keywordDefaults?.(type, { warmup, totalUpdates }));
  const version = options.version ?? '5';
  const context = { learningRate, warmup, totalUpdates, settings, keywords, version, notes };
  const draft = readTransformersSchedule(type, 'lr_scheduler_type', context);
  return finishImport({ draft, refusals: settings.refusals, totalUpdates, notes, groups: ofGroups });
}

/** The arguments by the Trainer's own names; those of a card are read as well. */
function namedAsArguments(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...Object.fromEntries(Object.entries(given).map(([name, value]) => [argumentOf(name), value])), ...given };
}

function typeOf(settings: Settings, notes: string[]): string {
  const given = settings.text('lr_scheduler_type');
  if (given === null) {
    if (!settings.has('lr_scheduler_type')) notes.push('lr_scheduler_type is not given: the Trainer takes linear.');
    return 'linear';
  }
  // Cards of some versions print the enumeration's member, not its value.
  return given.replace(/^SchedulerType\.(.*)$/, (_whole, member: string) => member.toLowerCase());
}

/** `max_steps` above 0, or what the reader knows; refused where they differ. */
export function totalUpdatesOf(settings: Settings, { totalUpdates }: ImportOptions, notes: string[]): number | null {
  const given = settings.number('max_steps', { expected: 'a whole number of updates', isWhole: true, least: -1 });
  const named = given !== null && given > 0 ? given : null;
  if (named !== null && totalUpdates != null && named !== totalUpdates)
    settings.refuse('max_steps', `${String(totalUpdates)} updates, as the run was said to have`);
  if (named === null && totalUpdates == null)
    notes.push('The total updates are not known: lengths that depend on them stay ratios of the run.');
  return named ?? totalUpdates ?? null;
}

/**
 * The warm-up as the Trainer counts it: warmup_steps wins over warmup_ratio; from 1 on it is cut to whole updates, below
 * 1 it is a ratio; a ratio is rounded up, in doubles.
 */
export function warmupOf(settings: Settings, totalUpdates: number | null, notes: string[]): Length | null {
  const steps = settings.number('warmup_steps', { expected: 'a number of updates, 0 or more', least: 0 }) ?? 0;
  const ratio = settings.ratio('warmup_ratio') ?? 0;
  if (steps > 0 && ratio > 0) notes.push('warmup_steps and warmup_ratio are both given: warmup_steps counts.');
  if (steps >= 1) {
    if (!Number.isInteger(steps)) notes.push(`warmup_steps ${String(steps)} is cut to ${String(Math.trunc(steps))}.`);
    return { steps: Math.trunc(steps) };
  }
  if (steps > 0) notes.push('A warmup_steps below 1 is read as a ratio, as version 5 reads it.');
  const share = steps > 0 ? steps : ratio;
  if (share === 0) return null;
  if (totalUpdates === null) return { ratio: share };
  const updates = Math.ceil(totalUpdates * share);
  notes.push(
    `The warm-up ratio ${String(share)} of ${String(totalUpdates)} updates is ${String(updates)}, rounded up.`,
  );
  return { steps: updates };
}

import { type Parsed, refused, shown } from '../../refusal/index.js';
import type { Length } from '../../units/index.js';
import { axolotlWarmupSteps } from '../schedules/axolotl.js';
import { axolotlDraft } from './axolotl-schedule.js';
import { finishImport } from './finish-import.js';
import { listedGroups, loraPlusGroup } from './groups.js';
import type { ImportedPolicy, ImportOptions } from './importer.js';
import { isRecord, Settings } from './settings.js';
import { totalUpdatesOf } from './transformers.js';

/**
 * The policy that Axolotl really runs for a configuration (the value that its YAML holds): its own schedules one_cycle,
 * rex and the cosines with a floor or a quadratic warm-up, else the Trainer's; without a scheduler a cosine, without a
 * warm-up min(3%, 100) updates; ratios are cut to whole updates, and a warm-up of 1 becomes one of 2. lr_groups and
 * loraplus_lr_ratio become groups. Refused, by path: unknown schedules, jagged restarts, both warm-ups, numbers out of
 * range, and what needs the total updates where nobody says them.
 *
 * Source: axolotl-ai-cloud/axolotl at 067b021, core/builders/base.py, core/trainers/mixins/scheduler.py.
 */
export function importAxolotl(input: unknown, options: ImportOptions = {}): Parsed<ImportedPolicy> {
  if (!isRecord(input)) {
    const [expected, got] = ['the settings of a configuration', shown(input)];
    const message = `Expected ${expected}, got ${got}.`;
    return refused({ code: 'policy.wrong-type', path: '', expected, got, message });
  }
  const settings = new Settings(input);
  const notes: string[] = [];
  const totalUpdates = totalUpdatesOf(settings, options, notes);
  const learningRate = settings.learningRate('learning_rate');
  if (!settings.has('learning_rate'))
    settings.refuse('learning_rate', 'a learning rate of 0 or more', 'policy.missing-key');
  const warmup = warmupOf(settings, totalUpdates, notes);
  const jagged = 'a schedule without restarts: import its trace instead (ratebook policy fit)';
  if (settings.has('jagged_restart_steps')) settings.refuse('jagged_restart_steps', jagged);
  const groups = [...loraPlusGroup(settings, notes), ...listedGroups(settings, learningRate ?? 0)];
  for (const key of ['embedding_lr', 'embedding_lr_scale'])
    if (settings.has(key))
      notes.push(`${key} gives embeddings a learning rate of their own: it is no part of this policy.`);
  if (settings.has('deepspeed'))
    notes.push('If the DeepSpeed file has a scheduler block, that schedule runs and not this one.');
  const type = settings.text('lr_scheduler') ?? 'cosine';
  if (!settings.has('lr_scheduler')) notes.push('lr_scheduler is not given: Axolotl takes cosine.');
  if (settings.refusals.length > 0 || learningRate === null) return refused(...settings.refusals);
  const keywords = settings.inside('lr_scheduler_kwargs');
  const context = { learningRate, warmup, totalUpdates, settings, keywords, version: '5', notes } as const;
  const draft = axolotlDraft(type, context);
  const hasGroups = type !== 'one_cycle' || groups.length === 0;
  if (!hasGroups) notes.push('one_cycle gives every group the same learning rates: the groups have no effect.');
  return finishImport({ draft, refusals: settings.refusals, totalUpdates, notes, groups: hasGroups ? groups : [] });
}

/** What `_configure_warmup_and_logging` hands to the Trainer. */
function warmupOf(settings: Settings, totalUpdates: number | null, notes: string[]): Length | null {
  const [given, ratio] = [settings.updates('warmup_steps'), settings.ratio('warmup_ratio')];
  if ((given ?? 0) > 0 && (ratio ?? 0) > 0) settings.refuse('warmup_ratio', 'warmup_steps or warmup_ratio, not both');
  const length = (steps: number): Length | null => (steps === 0 ? null : { steps });
  if (given === 1) notes.push('A warm-up of 1 update is made 2.');
  if (given !== null) return length(axolotlWarmupSteps({ warmupSteps: given, warmupRatio: null }, totalUpdates ?? 0));
  if (totalUpdates !== null) {
    const steps = axolotlWarmupSteps({ warmupSteps: null, warmupRatio: ratio }, totalUpdates);
    const what =
      ratio === null
        ? 'No warm-up is given: Axolotl takes 3%, at most 100 updates'
        : 'The warm-up ratio, cut to whole updates';
    notes.push(`${what}: here ${String(steps)}.`);
    return length(steps);
  }
  if (ratio === null) {
    const expected = 'the total updates: without a warm-up Axolotl takes 3% of them, at most 100';
    settings.refuse('max_steps', expected, 'policy.missing-context');
    return null;
  }
  notes.push(
    'Axolotl cuts the warm-up ratio to whole updates, a policy rounds it up: say the total updates to have its count.',
  );
  return ratio === 0 ? null : { ratio };
}

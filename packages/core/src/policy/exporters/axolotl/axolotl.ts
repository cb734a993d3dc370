import { axolotlSchedule, type AxolotlSettings } from '../../schedules/axolotl.js';
import type { Schedule } from '../../schedules/schedule.js';
import type { ExportCandidate, Exporter, ExportInput } from '../exporter.js';
import { argumentsSetting, scheduleNotes } from '../transformers/chosen-schedule.js';
import { groupNotes, intentWithGroups } from '../groups.js';
import { closestOf, trialsOf } from '../closest.js';
import { nearestSchedules } from '../transformers/nearest-schedules.js';
import { plateauCandidates } from '../transformers/plateau-candidate.js';
import { type Settings, yamlText } from '../transformers/setting-text.js';
import { singleLawOf } from '../single-law.js';
import { axolotlLawSettings, ofTrainer } from './axolotl-law-settings.js';

const TITLE = 'Axolotl';

/** Axolotl's YAML: Transformers' types, and schedules of its own. */
export const axolotl: Exporter = {
  trainer: 'axolotl',
  title: TITLE,
  versions: [],
  checkedAgainst: 'transcribed',
  source: 'axolotl-ai-cloud/axolotl at 067b021, on transformers 5.14.1',
  candidates: (input) => (input.compiled.metrics.length > 0 ? plateau(input) : [openLoop(input)]),
};

interface Chosen {
  readonly settings: AxolotlSettings;
  readonly learningRateAt: Schedule;
  readonly intent: ExportCandidate['intent'];
}

function openLoop(input: ExportInput): ExportCandidate {
  const chosen = choose(input);
  const { settings } = chosen;
  const groups = groupsOf(input);
  const written = { ...yamlSettings(settings), ...groupSettings(groups, settings) };
  return {
    form: `lr_scheduler: ${settings.scheduler}`,
    intent: intentWithGroups(chosen.intent, input, groups),
    language: 'yaml',
    code: yamlText(written),
    settings: written,
    learningRateAt: chosen.learningRateAt,
    precision: 'double',
    groups,
    notes: notesOf(chosen, input, groups),
  };
}

function choose(input: ExportInput): Chosen {
  const single = singleLawOf(input);
  const all = single === null ? [] : axolotlLawSettings(single);
  // one_cycle gives every parameter the same learning rate.
  const meant = input.compiled.groups.size === 0 ? all : all.filter(({ scheduler }) => scheduler !== 'one_cycle');
  const law = closestOf(trialsOf(meant, axolotlSchedule), input.compiled);
  if (law !== null) return { ...law, intent: 'law' };
  const tried = nearestSchedules(input.compiled, '5').map(ofTrainer);
  const near = closestOf(trialsOf(tried, axolotlSchedule), input.compiled);
  // A constant is always among them, and nothing refuses it.
  if (near === null) throw new RangeError('No schedule was tried.');
  return { ...near, intent: near.isExact ? 'law' : 'nearest' };
}

function yamlSettings(settings: AxolotlSettings): Settings {
  const { scheduler, learningRate, schedulerArguments, warmupSteps, totalUpdates, floorRatio, constantRatio } =
    settings;
  return {
    learning_rate: learningRate,
    lr_scheduler: scheduler,
    ...argumentsSetting('lr_scheduler_kwargs', schedulerArguments),
    ...(floorRatio === null ? {} : { cosine_min_lr_ratio: floorRatio }),
    ...(constantRatio === null ? {} : { cosine_constant_lr_ratio: constantRatio }),
    // Written at 0 too: where it is absent Axolotl warms up over 3% of the run.
    warmup_steps: warmupSteps,
    max_steps: totalUpdates,
  };
}

function notesOf(chosen: Chosen, input: ExportInput, groups: ReadonlyMap<string, number>): readonly string[] {
  const { settings } = chosen;
  const { scheduler, warmupSteps } = settings;
  const isOwn = scheduler === 'rex' || scheduler === 'one_cycle';
  return [
    ...(isOwn ? [] : scheduleNotes({ ...chosen, schedule: { ...settings, type: scheduler } }, input, 'num_epochs')),
    ...(warmupSteps === 0
      ? ['warmup_steps: 0 has to stand there: without it Axolotl warms up over 3% of the run.']
      : []),
    ...(warmupSteps === 1 ? ['Axolotl makes a warm-up of 1 update one of 2.'] : []),
    ...(scheduler === 'rex' ? ['Axolotl’s REX counts from 1: it runs one update ahead and ends at its floor.'] : []),
    ...(scheduler === 'one_cycle' ? ['cycle_momentum is off: one-cycle would move β1 of the optimizer too.'] : []),
    ...(settings.floorRatio === null
      ? []
      : ['With a scheduler block of DeepSpeed, cosine_min_lr_ratio is skipped with a warning.']),
    ...(groups.size > 0 ? [groupsNote(groups)] : []),
    ...groupNotes(input, groups, TITLE),
  ];
}

function plateau(input: ExportInput): readonly ExportCandidate[] {
  const place = { name: TITLE, typeKey: 'lr_scheduler', language: 'yaml', code: yamlText } as const;
  return plateauCandidates(input, place).map((candidate) => ({
    ...candidate,
    notes: [...candidate.notes, 'It needs data to evaluate on: val_set_size or test_datasets.'],
  }));
}

const LORA_B = 'lora-b';
/** What the names of LoRA's B matrices contain. */
const LORA_B_MODULE = 'lora_B';

/** What belongs to no other group, by the name that trainers share: no modules of its own. */
const DEFAULT_GROUP = 'default';

function groupsOf({ compiled }: ExportInput): ReadonlyMap<string, number> {
  return new Map([...compiled.groups].filter(([name]) => name !== DEFAULT_GROUP));
}

/** LoRA+ where lora-b is the only group; both together are refused. */
function groupSettings(groups: ReadonlyMap<string, number>, { learningRate }: AxolotlSettings): Settings {
  const ratio = groups.get(LORA_B);
  if (groups.size === 0) return {};
  if (groups.size === 1 && ratio !== undefined) return { loraplus_lr_ratio: ratio };
  return {
    lr_groups: [...groups].map(([name, multiplier]) => ({
      name,
      modules: [name === LORA_B ? LORA_B_MODULE : name],
      lr: learningRate * multiplier,
    })),
  };
}

function groupsNote(groups: ReadonlyMap<string, number>): string {
  return groups.size === 1 && groups.has(LORA_B)
    ? 'loraplus_lr_ratio is for LoRA alone; LoRA on embeddings has a learning rate of its own, 1e-6.'
    : 'modules are parts of parameter names: fit them to your model. Embeddings, biases and norms keep the base rate.';
}

import { llamaFactorySchedule } from '../../schedules/llama-factory.js';
import type { TransformersSchedule } from '../../schedules/transformers-factor.js';
import type { ExportCandidate, Exporter, ExportInput } from '../exporter.js';
import { chosenSchedule, scheduleNotes, trainerSettings } from '../transformers/chosen-schedule.js';
import { groupNotes, intentWithGroups } from '../groups.js';
import { plateauCandidates } from '../transformers/plateau-candidate.js';
import { type Settings, yamlText } from '../transformers/setting-text.js';

const TITLE = 'LLaMA-Factory';

/** LLaMA-Factory's YAML: Transformers' arguments, with stages of its own for warmup_stable_decay. */
export const llamaFactory: Exporter = {
  trainer: 'llama-factory',
  title: TITLE,
  versions: [],
  checkedAgainst: 'transcribed',
  source: 'hiyouga/LLaMA-Factory at ff6d4d1, on transformers 5.8',
  candidates: (input) => (input.compiled.metrics.length > 0 ? plateau(input) : [openLoop(input)]),
};

function openLoop(input: ExportInput): ExportCandidate {
  const chosen = chosenSchedule(input, '5', (schedule) => llamaFactorySchedule(spelledOut(schedule)));
  const schedule = spelledOut(chosen.schedule);
  const groups = groupsOf(input);
  const settings = { ...trainerSettings(schedule), ...groupSettings(groups) };
  const takesArguments = Object.keys(schedule.schedulerArguments).length > 0;
  return {
    form: `lr_scheduler_type: ${schedule.type}`,
    intent: intentWithGroups(chosen.intent, input, groups),
    language: 'yaml',
    code: yamlText(settings),
    settings,
    learningRateAt: chosen.learningRateAt,
    precision: 'double',
    groups,
    notes: [
      ...scheduleNotes({ ...chosen, schedule }, input),
      ...(takesArguments ? ['The stage ppo leaves lr_scheduler_kwargs out: this is for the other stages.'] : []),
      ...(groups.size > 0
        ? ['loraplus_lr_ratio is for LoRA alone; LoRA on embeddings has a learning rate of its own, 1e-6.']
        : []),
      ...groupNotes(input, groups, TITLE),
    ],
  };
}

/** With the stable updates written: LLaMA-Factory would take a third of the run where they are not. */
function spelledOut(schedule: TransformersSchedule): TransformersSchedule {
  const { type, schedulerArguments, warmupSteps, totalUpdates } = schedule;
  const decaySteps = schedulerArguments['num_decay_steps'];
  if (type !== 'warmup_stable_decay' || typeof decaySteps !== 'number') return schedule;
  const stableSteps = Math.max(0, totalUpdates - warmupSteps - decaySteps);
  return { ...schedule, schedulerArguments: { num_stable_steps: stableSteps, ...schedulerArguments } };
}

function plateau(input: ExportInput): readonly ExportCandidate[] {
  const place = { name: TITLE, typeKey: 'lr_scheduler_type', language: 'yaml', code: yamlText } as const;
  return plateauCandidates(input, place).map((candidate) => ({
    ...candidate,
    notes: [...candidate.notes, 'It needs data to evaluate on: val_size or eval_dataset.'],
  }));
}

const LORA_B = 'lora-b';

/** LoRA+ is the only group that it knows. */
function groupsOf({ compiled }: ExportInput): ReadonlyMap<string, number> {
  const multiplier = compiled.groups.get(LORA_B);
  return new Map(multiplier === undefined ? [] : [[LORA_B, multiplier]]);
}

function groupSettings(groups: ReadonlyMap<string, number>): Settings {
  const ratio = groups.get(LORA_B);
  return ratio === undefined ? {} : { finetuning_type: 'lora', loraplus_lr_ratio: ratio };
}

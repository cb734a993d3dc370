import { nodeOf } from '../../policy.js';
import type { ExportCandidate, Exporter, ExportInput } from '../exporter.js';
import { float } from '../python/python-body.js';
import { pythonFile, pythonFileWithLearningRate } from '../python-text.js';
import { isSafelyExact, singlePrecisionTable } from '../single-precision-table.js';
import { singleLawOf } from '../single-law.js';
import { closedLoopForms } from './closed-loop-form.js';
import { ownSchedule, piecewiseConstant } from './own-schedule.js';
import { plateauForms } from './plateau-form.js';

/** Keras's own schedules where they are exact, and a schedule that looks up a table for every open loop. */
export const keras: Exporter = {
  trainer: 'keras',
  title: 'Keras',
  versions: [],
  checkedAgainst: 'library',
  source: 'keras 3.15.1',
  candidates: (input) =>
    input.compiled.loop === null
      ? [...ownSchedules(input), tableForm(input)]
      : [...plateauForms(input), ...closedLoopForms(input)],
};

/** The first of Keras's own that is exact. */
function ownSchedules(input: ExportInput): readonly ExportCandidate[] {
  const { policy, compiled } = input;
  const law = singleLawOf(input);
  const own = [law === null ? null : ownSchedule(law), piecewiseConstant(nodeOf(policy), compiled)];
  return own
    .flatMap((learningRate) => learningRate ?? [])
    .filter(({ learningRateAt }) => isSafelyExact(learningRateAt, input))
    .map(({ form, code, settings, learningRateAt }): ExportCandidate => ({
      form,
      intent: 'law',
      language: 'python',
      code: pythonFile(['import keras'], [`schedule = ${code}`, ...groupSchedules(input)]),
      settings,
      learningRateAt,
      precision: 'single',
      groups: compiled.groups,
      notes: notesOf(input, 'Keras counts batches with gradient_accumulation_steps: then use the table.'),
    }))
    .slice(0, 1);
}

function tableForm(input: ExportInput): ExportCandidate {
  const last = String(input.run.totalUpdates);
  const schedule = [
    '@keras.saving.register_keras_serializable()',
    'class PolicySchedule(keras.optimizers.schedules.LearningRateSchedule):',
    '    """The learning rate of every update, from a table."""',
    '',
    '    def __init__(self, batches_per_update=1):',
    '        super().__init__()',
    '        self.batches_per_update = batches_per_update',
    `        table = [learning_rate(t) for t in range(${last} + 1)]`,
    '        self.table = keras.ops.convert_to_tensor(table, dtype="float32")',
    '',
    '    def __call__(self, step):',
    '        update = keras.ops.cast(step, "int32") // self.batches_per_update',
    `        return keras.ops.take(self.table, keras.ops.minimum(update, ${last}))`,
    '',
    '    def get_config(self):',
    '        return {"batches_per_update": self.batches_per_update}',
  ].join('\n');
  return {
    form: 'a schedule that looks up a table',
    intent: 'law',
    language: 'python',
    code: pythonFileWithLearningRate(
      input,
      ['import keras'],
      [schedule, 'schedule = PolicySchedule()', ...groupSchedules(input)],
    ),
    settings: null,
    learningRateAt: singlePrecisionTable(input),
    precision: 'single',
    groups: input.compiled.groups,
    notes: [
      ...notesOf(input, 'With gradient_accumulation_steps, give that number as batches_per_update.'),
      'It runs on every backend, under jit and with steps_per_execution; the table takes 4 bytes an update.',
      ...(isGrowing(input) ? [GROWING_NOTE] : []),
    ],
  };
}

const GROWING_NOTE =
  'CosineDecayRestarts finds cycles that grow by a logarithm in single precision and can miss a restart: it is not used.';

function isGrowing({ policy }: ExportInput): boolean {
  return policy.law === 'cosine-restarts' && 'multiplier' in policy && policy['multiplier'] !== 1;
}

function notesOf({ compiled }: ExportInput, accumulation: string): readonly string[] {
  return [
    'Give it to the optimizer: keras.optimizers.AdamW(learning_rate=schedule). It counts updates from 0.',
    accumulation,
    ...(compiled.groups.size > 0
      ? ['Give each group an optimizer of its own with its schedule, by keras.optimizers.MultiOptimizer.']
      : []),
  ];
}

/** A schedule for each parameter group of the policy. */
function groupSchedules({ compiled }: ExportInput): readonly string[] {
  if (compiled.groups.size === 0) return [];
  const scaled = [
    '@keras.saving.register_keras_serializable()',
    'class GroupSchedule(keras.optimizers.schedules.LearningRateSchedule):',
    '    """The schedule times the multiplier of a parameter group."""',
    '',
    '    def __init__(self, multiplier):',
    '        super().__init__()',
    '        self.multiplier = multiplier',
    '',
    '    def __call__(self, step):',
    '        return self.multiplier * (schedule(step) if callable(schedule) else schedule)',
    '',
    '    def get_config(self):',
    '        return {"multiplier": self.multiplier}',
  ];
  const lines = [...compiled.groups].map(
    ([name, multiplier]) => `    ${JSON.stringify(name)}: GroupSchedule(${float(multiplier)}),`,
  );
  return [scaled.join('\n'), ['group_schedules = {', ...lines, '}'].join('\n')];
}

import { nodeOf } from '../../policy.js';
import { resolveLengths } from '../../resolve.js';
import type { ExportCandidate, Exporter, ExportInput } from '../exporter.js';
import { float } from '../python/python-body.js';
import { pythonFile, pythonFileWithLearningRate } from '../python-text.js';
import { isSafelyExact, singlePrecisionTable } from '../single-precision-table.js';
import { closedLoopForms } from './closed-loop-form.js';
import { nodeExpression } from './node-expression.js';
import { plateauForms } from './plateau-form.js';

/** Optax’s own schedules where they are exact, a table of learning rates for every open loop, and its plateau. */
export const optax: Exporter = {
  trainer: 'optax',
  title: 'Optax',
  versions: [],
  checkedAgainst: 'library',
  source: 'optax 0.2.8 with jax 0.10.2',
  candidates: (input) =>
    input.compiled.loop === null
      ? [...ownSchedules(input), tableForm(input)]
      : [...plateauForms(input), ...closedLoopForms(input)],
};

function ownSchedules(input: ExportInput): readonly ExportCandidate[] {
  const { policy, compiled, run } = input;
  const expression = nodeExpression(nodeOf(resolveLengths(policy, run)), run.totalUpdates);
  if (expression === null || !isSafelyExact(expression.learningRateAt, input)) return [];
  const candidate: ExportCandidate = {
    form: expression.name,
    intent: 'law',
    language: 'python',
    code: pythonFile(['import optax'], [`schedule = ${expression.code}`, ...groupSchedules(input)]),
    settings: expression.settings,
    learningRateAt: expression.learningRateAt,
    precision: 'single',
    groups: compiled.groups,
    notes: notesOf(input),
  };
  return [candidate];
}

function tableForm(input: ExportInput): ExportCandidate {
  const { policy, compiled, run } = input;
  const last = String(run.totalUpdates);
  const table = `learning_rates = jnp.asarray([learning_rate(t) for t in range(${last} + 1)])`;
  const schedule = ['def schedule(count):', `    return learning_rates[jnp.minimum(count, ${last})]`].join('\n');
  return {
    form: 'a schedule that looks up a table',
    intent: 'law',
    language: 'python',
    code: pythonFileWithLearningRate(input, ['import jax.numpy as jnp'], [table, schedule, ...groupSchedules(input)]),
    settings: null,
    learningRateAt: singlePrecisionTable(input),
    precision: 'single',
    groups: compiled.groups,
    notes: [
      'The table holds a number for every update of the run, 4 bytes each.',
      ...notesOf(input),
      ...(policy.law === 'one-cycle' ? [ONE_CYCLE_NOTE] : []),
    ],
  };
}

const ONE_CYCLE_NOTE =
  'optax.cosine_onecycle_schedule and linear_onecycle_schedule have their turns an update later: other policies.';

function notesOf({ compiled }: ExportInput): readonly string[] {
  return [
    'Give it to the optimizer as its learning rate: optax.adamw(learning_rate=schedule). It counts updates from 0.',
    'With optax.MultiSteps the count is of updates, not of batches, where it wraps the whole optimizer.',
    ...(compiled.groups.size > 0
      ? ['Give each group its own transformation with its schedule, by optax.partition and labels of the parameters.']
      : []),
  ];
}

/** A schedule for each parameter group of the policy. */
function groupSchedules({ compiled }: ExportInput): readonly string[] {
  if (compiled.groups.size === 0) return [];
  const lines = [...compiled.groups].map(
    ([name, multiplier]) => `    ${JSON.stringify(name)}: lambda count: ${float(multiplier)} * schedule(count),`,
  );
  return [['group_schedules = {', ...lines, '}'].join('\n')];
}

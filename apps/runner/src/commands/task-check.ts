import { checkTask, type TaskCheck } from '@ratebook/core/proposal';
import { formatLearningRate, printPolicy, parsePolicyDocument } from '@ratebook/core/policy';
import { type Task, taskHash, taskName } from '@ratebook/core/task';
import { type TrainerOptions, trainerOfTask } from '../executor/trainer-of-task.js';
import { CommandFailure, EXIT } from '../failure.js';
import type { Output } from '../output.js';
import type { CommandContext } from './context.js';
import { fieldsOf } from './policy-check.js';
import { readTaskFile, writeTaskFile } from './task-file.js';
import { type Trial, tryTask } from './task-trial.js';

export interface CheckTaskOptions extends TrainerOptions {
  /** Start the trainer once, and compare what it says. */
  readonly train: boolean;
  /** Put what was measured into the file. */
  readonly write: boolean;
}

/** A field that a trainer finds otherwise than the file says. */
interface Difference {
  readonly path: string;
  readonly written: unknown;
  readonly measured: unknown;
}

/**
 * `ratebook task check FILE`: whether a task can be measured as it is written; every problem with its path. With `--train`
 * the trainer is started once, its data and sizes compared, and the baseline's first updates trained.
 */
export async function taskCheckCommand(
  context: CommandContext,
  path: string,
  options: CheckTaskOptions,
): Promise<void> {
  const { output } = context;
  const task = await readTaskFile(path);
  const check = checkTask(task);
  saySummary(output, task);
  for (const { message } of check.warnings) output.paragraph(`  doubtful  ${message}`, '            ');
  if (check.refusals.length > 0) throw unfitFailure(path, task, check);
  if (!options.train) {
    output.line('It fits. Whether it trains: --train');
    output.result({ ...answerOf(task, check), trial: null, differences: [], isWritten: false });
    return;
  }
  const trainer = await trainerOfTask(context.environment, task, options, context.signal);
  output.line('Starting the trainer …');
  const trial = await tryTask(trainer, task, context.signal);
  sayTrial(output, task, trial);
  await settle(output, path, { task, trial, isToWrite: options.write });
}

const answerOf = (task: Task, check: TaskCheck) => ({ task: taskName(task), hash: taskHash(task), ...check });

function saySummary(output: Output, task: Task): void {
  const { budget, metric, data, baseline } = task;
  const policy = parsePolicyDocument(baseline);
  output.line(`${output.colors.bold(taskName(task))}  ${task.kind}`);
  output.paragraph(
    `  ${task.model} on ${data.name}, ${metric.direction} ${metric.name} (${metric.unit}) within ${String(budget.amount)} ${budget.unit}`,
    '  ',
  );
  if (policy.ok) output.paragraph(`  baseline ${printPolicy(policy.value)}`, '  ');
}

/** Every reason at once, with what stands there and what is expected. */
export function unfitFailure(path: string, task: Task, check: TaskCheck): CommandFailure {
  const reasons = check.refusals.map(
    ({ message, expected, got }) => `  ${message} It is ${got}; expected ${expected}.`,
  );
  return failed(
    [`${path} cannot be measured as it is written:`, ...reasons].join('\n'),
    check.refusals.map(({ code }) => code),
    answerOf(task, check),
  );
}

function sayTrial(output: Output, task: Task, { ready, losses, metrics }: Trial): void {
  const shown = losses.map((loss) => (loss === null ? 'not finite' : loss.toPrecision(4)));
  const value = metrics[task.metric.name] ?? null;
  const measured = value === null ? 'not finite' : formatLearningRate(Number(value.toPrecision(4)));
  output.paragraph(
    `  ${ready.trainer} on ${ready.device}: ${String(ready.parameters)} parameters, ${String(ready.trainableParameters)} trained`,
    '  ',
  );
  output.paragraph(`  loss of the first ${String(losses.length)} updates: ${shown.join(', ')}`, '  ');
  output.line(`  validation ${task.metric.name} after them: ${measured}`);
}

interface Tried {
  readonly task: Task;
  readonly trial: Trial;
  readonly isToWrite: boolean;
}

/** How long a run takes is this machine's: a file that says otherwise is not wrong. */
const MACHINE_FIELD = 'trainer.expectedSeconds';

/** Says what was found otherwise, and writes it where that was asked for; else it is a failure: the file is not right. */
async function settle(output: Output, path: string, { task, trial, isToWrite }: Tried): Promise<void> {
  const { ready, losses, metrics, measured } = trial;
  const differences = differencesOf(task, measured);
  const after = checkTask(measured);
  const isWritten = isToWrite && differences.length > 0;
  const answer = { ...answerOf(measured, after), trial: { ready, losses, metrics }, differences, isWritten };
  for (const { path: field, written, measured: found } of differences)
    output.paragraph(`  ${field}: ${JSON.stringify(written)} is measured as ${JSON.stringify(found)}`, '    ');
  if (losses.includes(null))
    throw failed(
      'The baseline diverged within its first updates: its learning rate is too high for this task.',
      ['non-finite'],
      { ...answer, isWritten: false },
    );
  const wrong = differences.filter((difference) => difference.path !== MACHINE_FIELD);
  if (wrong.length > 0 && !isToWrite)
    throw failed(
      `${path} says otherwise than the trainer in ${String(wrong.length)} ${wrong.length === 1 ? 'field' : 'fields'}. --write puts in what was measured.`,
      ['task.unfit'],
      answer,
    );
  if (isWritten) await writeTaskFile(path, measured);
  // What was measured may contradict what else is written: the number of items of a split, for one.
  if (after.refusals.length > 0) throw unfitFailure(path, measured, after);
  output.line(isWritten ? `Written to ${path}. It fits and trains.` : 'It fits and trains as it is written.');
  output.result(answer);
}

function failed(message: string, codes: readonly string[], answer: Readonly<Record<string, unknown>>): CommandFailure {
  const failure = new CommandFailure(message, EXIT.failed, codes);
  failure.answer = answer;
  return failure;
}

function differencesOf(task: Task, measured: Task): readonly Difference[] {
  const [before, after] = [fieldsOf(task), fieldsOf(measured)];
  return [...after]
    .filter(([path, value]) => before.get(path) !== value)
    .map(([path, value]) => ({ path, written: parsed(before.get(path)), measured: parsed(value) }));
}

const parsed = (text: string | undefined): unknown => (text === undefined ? null : JSON.parse(text));

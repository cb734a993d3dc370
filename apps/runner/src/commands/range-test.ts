import {
  largestLearningRateField,
  parsePolicyDocument,
  type Policy,
  printPolicy,
  scaleLearningRates,
} from '@ratebook/core/policy';
import { logGrid, rangeLevels, readRange, widenGrid } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import { type Task, taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { type TrainerOptions, trainerOfTask } from '../executor/trainer-of-task.js';
import { UsageError } from '../failure.js';
import { rangePoints } from '../job/build-submission.js';
import type { FinishedRun } from '../job/finished-run.js';
import { type StoredJob, writeJob } from '../job/job-store.js';
import { rangePlot, rangeSentences } from '../report/range-plot.js';
import { createWatcher } from '../report/watcher.js';
import type { Trainer } from '../trainer/trainer.js';
import { armOf, assertFits, readPolicy } from './arms.js';
import type { CommandContext } from './context.js';
import { beginJob, type JobOptions, planRuns, workOnJob } from './job.js';
import { submitJob } from './submit-job.js';
import { openTask } from './task.js';

export interface RangeTestOptions extends JobOptions, TrainerOptions {
  readonly policy: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly points: number;
}

// Where nothing is said: three decades below the task's own baseline, and two above, where most nets diverge.
const DECADES_BELOW = 1000;
const DECADES_ABOVE = 100;
/** The part of the full schedule that each learning rate is given. */
const PREFIX_SHARE = 0.25;
const MOST_WIDENINGS = 2;
const WIDENED_BY = 3;
/** Before the first update and after the last. */
const EVALUATIONS = 2;

function gridOf(policy: Policy, { from, to, points }: RangeTestOptions): readonly number[] {
  const peak = largestLearningRateField(policy);
  const [low, high] = [from ?? peak / DECADES_BELOW, to ?? peak * DECADES_ABOVE];
  if (!(low > 0 && high > low))
    throw new UsageError(`--from ${String(low)} --to ${String(high)}: expected 0 < from < to.`);
  const grid = logGrid(low, high, points);
  if (grid.length < points)
    throw new UsageError(
      `--from ${String(low)} --to ${String(high)} --points ${String(points)}: so close together that only ${String(grid.length)} differ in three digits. Take fewer points or a wider range.`,
    );
  return grid;
}

/** `ratebook range-test TASK`: short runs over a grid of learning rates, each a prefix of the full schedule. */
export async function rangeTestCommand(
  context: CommandContext,
  taskText: string,
  options: RangeTestOptions,
): Promise<void> {
  const { output } = context;
  const typed = options.policy === null ? null : readPolicy(options.policy);
  const known = await openTask(context, taskText, options.offline);
  const { task } = known;
  const swept = typed ?? valueOrThrow(parsePolicyDocument(task.baseline));
  if (largestLearningRateField(swept) === 0)
    throw new UsageError('A policy whose learning rates are all 0 has no height to sweep.');
  const sweptArm = armOf(task, swept, 1);
  const prefixUpdates = Math.max(1, Math.ceil(sweptArm.budget.updates * PREFIX_SHARE));
  const grid = gridOf(swept, options);
  assertFits(grid.length + MOST_WIDENINGS * WIDENED_BY, options.seeds, EVALUATIONS);
  const trainer = await trainerOfTask(context.environment, task, options, context.signal);
  const begun = await beginJob(context, {
    kind: 'range-test',
    known,
    ticketArms: [sweptArm],
    arms: grid.map((learningRate) => armOf(task, scaleLearningRates(swept, learningRate), 1)),
    sweep: { policy: sweptArm.policy, prefixUpdates, widenings: 0 },
    options,
  });
  output.paragraph(
    `${printPolicy(swept)} over ${String(grid.length)} learning rates, the first ${String(prefixUpdates)} of ${String(sweptArm.budget.updates)} updates each.`,
  );
  await workOnJob(context, begun, options, async (stored) => {
    const { job, finished } = await sweep(context, trainer, stored, task, swept);
    const points = rangePoints(job.job, finished);
    const readOuts = readRange(points);
    output.line();
    for (const line of rangePlot(rangeLevels(points), readOuts, output.columns)) output.line(line);
    output.line();
    for (const line of rangeSentences(readOuts, new Set(points.map(({ seed }) => seed)).size))
      output.paragraph(line, ' '.repeat(8));
    await submitJob(context, job, finished, options, { task: taskName(task), ...readOuts, points });
  });
}

/**
 * Runs the grid; where the best lies on its border, widens it there and runs on, so that a valley is seen whole. How
 * often it was widened is written down with the new runs: a job that was killed widens no further than one that was not.
 */
async function sweep(context: CommandContext, trainer: Trainer, stored: StoredJob, task: Task, swept: Policy) {
  const watcher = createWatcher(context);
  let job = stored;
  const finished: FinishedRun[] = [...(await runJob(trainer, job, 0, watcher, context.signal))];
  for (;;) {
    const { job: held } = job;
    if (held.sweep === null || held.sweep.widenings >= MOST_WIDENINGS || held.submission !== null) break;
    const points = rangePoints(held, finished);
    const more = widenGrid([...new Set(points.map(({ learningRate }) => learningRate))], readRange(points).best);
    if (more.length === 0) break;
    context.output.paragraph(
      `The best lies on the border of the grid: ${String(more.length)} more learning rates beyond it.`,
    );
    const arms = more.map((learningRate) => armOf(task, scaleLearningRates(swept, learningRate), 1));
    const runs = planRuns('range-test', arms.length, seedsOf(held.runs), held.arms.length);
    const sweep = { ...held.sweep, widenings: held.sweep.widenings + 1 };
    job = { ...job, job: { ...held, arms: [...held.arms, ...arms], runs: [...held.runs, ...runs], sweep } };
    await writeJob(job);
    finished.push(...(await runJob(trainer, job, held.runs.length, watcher, context.signal)));
  }
  return { job, finished };
}

/** The seeds of a job with their data orders, each pair once. A seed may come twice, with another order of the data. */
function seedsOf(runs: StoredJob['job']['runs']) {
  const pairs = new Map(runs.map(({ seed, dataSeed }) => [`${String(seed)} ${String(dataSeed)}`, { seed, dataSeed }]));
  return [...pairs.values()];
}

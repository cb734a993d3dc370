import {
  largestLearningRateField,
  parsePolicyDocument,
  printPolicy,
  scaleLearningRates,
  type Policy,
} from '@ratebook/core/policy';
import { logGrid, rangeLevels, readRange, widenGrid } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { Task } from '@ratebook/core/task';
import { taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { UsageError } from '../failure.js';
import type { FinishedRun } from '../job/finished-run.js';
import { rangePoints } from '../job/build-submission.js';
import { type StoredJob, writeJob } from '../job/job-store.js';
import { Progress } from '../report/progress.js';
import { rangePlot, rangeSentences } from '../report/range-plot.js';
import { createEmbeddedTrainer } from '../trainer/embedded/embedded-trainer.js';
import type { CommandContext } from './context.js';
import { armOf, readPolicy } from './evaluate.js';
import { beginJob, keepTicketAlive, planRuns, submitJob, withLockedJob } from './job.js';
import { openTask } from './task.js';

export interface RangeTestOptions {
  readonly policy: string | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly points: number;
  readonly seeds: number;
  readonly submit: boolean;
  readonly fresh: boolean;
}

// Where nothing is said: three decades below the task's own baseline, and two above, where most nets diverge.
const DECADES_BELOW = 1000;
const DECADES_ABOVE = 100;
/** The part of the full schedule that each learning rate is given. */
const PREFIX_SHARE = 0.25;
const MOST_WIDENINGS = 2;

function gridOf(policy: Policy, { from, to, points }: RangeTestOptions): readonly number[] {
  const peak = largestLearningRateField(policy);
  const [low, high] = [from ?? peak / DECADES_BELOW, to ?? peak * DECADES_ABOVE];
  if (!(low > 0 && high > low))
    throw new UsageError(`--from ${String(low)} --to ${String(high)}: expected 0 < from < to.`);
  return logGrid(low, high, points);
}

/** `ratebook range-test TASK`: short runs over a grid of learning rates, each a prefix of the full schedule. */
export async function rangeTestCommand(
  context: CommandContext,
  taskText: string,
  options: RangeTestOptions,
): Promise<void> {
  const typed = options.policy === null ? null : readPolicy(options.policy);
  const task = await openTask(context, taskText);
  const swept = typed ?? valueOrThrow(parsePolicyDocument(task.baseline));
  if (largestLearningRateField(swept) === 0)
    throw new UsageError('A policy whose learning rates are all 0 has no height to sweep.');
  const sweptArm = armOf(task, swept, 1);
  const prefixUpdates = Math.max(1, Math.ceil(sweptArm.budget.updates * PREFIX_SHARE));
  const grid = gridOf(swept, options);
  const stored = await beginJob(context, {
    kind: 'range-test',
    task,
    ticketArms: [sweptArm],
    arms: grid.map((learningRate) => armOf(task, scaleLearningRates(swept, learningRate), 1)),
    seeds: options.seeds,
    sweep: { policy: sweptArm.policy, prefixUpdates },
    isFresh: options.fresh,
  });
  context.output.line(
    `${printPolicy(swept)} over ${String(grid.length)} learning rates, the first ${String(prefixUpdates)} of ${String(sweptArm.budget.updates)} updates each.`,
  );
  const stopRenewing = keepTicketAlive(context, stored.job);
  await withLockedJob(stored, async () => {
    const { job, finished } = await sweep(context, stored, task, swept);
    const points = rangePoints(job.job, finished);
    const readOuts = readRange(points);
    context.output.line();
    for (const line of [...rangePlot(rangeLevels(points), readOuts), '', ...rangeSentences(readOuts)])
      context.output.line(line);
    const parcel = await submitJob(context, job, finished, options.submit);
    context.output.result({ submission: parcel.id, task: taskName(task), ...readOuts, points });
  }).finally(stopRenewing);
}

/** Runs the grid; where the best lies on its border, widens it there and runs on, so that a valley is seen whole. */
async function sweep(context: CommandContext, stored: StoredJob, task: Task, swept: Policy) {
  const trainer = createEmbeddedTrainer();
  const watcher = new Progress(context.output);
  let job = stored;
  const finished: FinishedRun[] = [...(await runJob(trainer, job, 0, watcher, context.signal))];
  const seeds = seedsOf(stored);
  for (let widened = 0; widened < MOST_WIDENINGS; widened += 1) {
    const points = rangePoints(job.job, finished);
    const more = widenGrid([...new Set(points.map(({ learningRate }) => learningRate))], readRange(points).best);
    if (more.length === 0) break;
    context.output.line(
      `The best lies on the border of the grid: ${String(more.length)} more learning rates beyond it.`,
    );
    const arms = more.map((learningRate) => armOf(task, scaleLearningRates(swept, learningRate), 1));
    const { job: held } = job;
    const runs = planRuns('range-test', arms.length, seeds, held.arms.length);
    job = { ...job, job: { ...held, arms: [...held.arms, ...arms], runs: [...held.runs, ...runs] } };
    await writeJob(job);
    finished.push(...(await runJob(trainer, job, held.runs.length, watcher, context.signal)));
  }
  return { job, finished };
}

function seedsOf({ job }: StoredJob) {
  const pairs = new Map(job.runs.map(({ seed, dataSeed }) => [seed, { seed, dataSeed }]));
  return [...pairs.values()];
}

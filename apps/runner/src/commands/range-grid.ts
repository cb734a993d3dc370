import {
  largestLearningRateField,
  parsePolicyDocument,
  type Policy,
  printPolicy,
  scaleLearningRates,
} from '@ratebook/core/policy';
import { bestStandardError, logGrid, parabolaOptimum, rangeLevels, readRange } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import { taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { trainerOfTask } from '../executor/trainer-of-task.js';
import { UsageError } from '../failure.js';
import type { FinishedRun } from '../job/finished-run.js';
import { type StoredJob, writeJob } from '../job/job-store.js';
import { rangePoints } from '../job/range-points.js';
import { gridSummary } from '../report/html/range-summary.js';
import { estimateSentences, rangePlot, rangeSentences } from '../report/range-plot.js';
import { createWatcher } from '../report/watcher.js';
import type { Trainer } from '../trainer/trainer.js';
import { armOf, assertFits, readPolicy } from './arms.js';
import type { CommandContext } from './context.js';
import { beginJob, workOnJob } from './job.js';
import { rangeAround, type RangeTestOptions } from './range-options.js';
import { MOST_WIDENINGS, nextGridStep, REFINED_BY, WIDENED_BY } from './range-steps.js';
import { submitJob } from './submit-job.js';
import { writeSummary } from './summary.js';
import type { KnownTask } from './task.js';

const USUAL_POINTS = 13;
const USUAL_EDGE_SEEDS = 3;
/** The part of the full schedule that each learning rate is given. */
const PREFIX_SHARE = 0.25;
/** Before the first update and after the last. */
const EVALUATIONS = 2;
const MOST_ADDED = MOST_WIDENINGS * WIDENED_BY + REFINED_BY;

function gridOf(policy: Policy, options: RangeTestOptions): readonly number[] {
  const { low, high } = rangeAround(largestLearningRateField(policy), options);
  const points = options.points ?? USUAL_POINTS;
  const grid = logGrid(low, high, points);
  if (grid.length < points)
    throw new UsageError(
      `--from ${String(low)} --to ${String(high)} --points ${String(points)}: so close together that only ${String(grid.length)} differ in three digits. Take fewer points or a wider range.`,
    );
  return grid;
}

/** A range test by a grid: independent short runs, each the beginning of the full schedule at another height. */
export function gridTest(options: RangeTestOptions) {
  // A policy that cannot be read is refused before the registry is asked.
  const typed = options.policy === null ? null : readPolicy(options.policy);
  const ticketSeeds = options.seeds === 1 ? (options.edgeSeeds ?? USUAL_EDGE_SEEDS) : options.seeds;
  return async (context: CommandContext, known: KnownTask): Promise<void> => {
    const { output } = context;
    const { task } = known;
    const swept = typed ?? valueOrThrow(parsePolicyDocument(task.baseline));
    if (largestLearningRateField(swept) === 0)
      throw new UsageError('A policy whose learning rates are all 0 has no height to sweep.');
    const sweptArm = armOf(task, swept, 1);
    const prefixUpdates = Math.max(1, Math.ceil(sweptArm.budget.updates * PREFIX_SHARE));
    const grid = gridOf(swept, options);
    assertFits(grid.length + MOST_ADDED, ticketSeeds, EVALUATIONS);
    const trainer = await trainerOfTask(context.environment, task, options, context.signal);
    const begun = await beginJob(context, {
      kind: 'range-test',
      known,
      ticketArms: [sweptArm],
      arms: grid.map((learningRate) => armOf(task, scaleLearningRates(swept, learningRate), 1)),
      sweep: {
        ...{ method: 'grid', policy: sweptArm.policy, prefixUpdates, widenings: 0, isRefined: false },
        firstSeeds: options.seeds,
      },
      options: { ...options, seeds: ticketSeeds },
    });
    output.paragraph(
      `${printPolicy(swept)} over ${String(grid.length)} learning rates, the first ${String(prefixUpdates)} of ${String(sweptArm.budget.updates)} updates each.`,
    );
    await workOnJob(context, begun, options, async (stored) => {
      const { job, finished } = await sweepGrid(context, trainer, stored);
      const points = rangePoints(job.job, finished);
      const readOuts = readRange(points);
      const estimates = { optimum: parabolaOptimum(points), standardError: bestStandardError(points) };
      output.line();
      for (const line of rangePlot(rangeLevels(points), readOuts, output.columns)) output.line(line);
      output.line();
      const seeds = new Set(points.map(({ seed }) => seed)).size;
      for (const line of [...rangeSentences(readOuts, seeds), ...estimateSentences(estimates)])
        output.paragraph(line, ' '.repeat(8));
      const summary = await writeSummary(
        context,
        job,
        gridSummary({ job: job.job, finished, points, readOuts, estimates }),
      );
      const answer = { task: taskName(task), method: 'grid', ...readOuts, ...estimates, points, summary };
      await submitJob(context, job, finished, options, answer);
    });
  };
}

/** Runs the grid, and what it needs beyond that. What is added is written down before it is trained. */
async function sweepGrid(context: CommandContext, trainer: Trainer, stored: StoredJob) {
  const watcher = createWatcher(context);
  let job = stored;
  const finished: FinishedRun[] = [...(await runJob(trainer, job, 0, watcher, context.signal))];
  while (job.job.submission === null) {
    const step = nextGridStep(job.job, finished);
    if (step === null) break;
    context.output.paragraph(step.announcement);
    const from = job.job.runs.length;
    job = { ...job, job: step.job };
    await writeJob(job);
    finished.push(...(await runJob(trainer, job, from, watcher, context.signal)));
  }
  return { job, finished };
}

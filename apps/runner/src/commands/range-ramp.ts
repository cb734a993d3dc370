import { formatLearningRate, largestLearningRateField, parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { MOST_RANGE_POINTS, rampPolicy, readRamp } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import { budgetAtShare, type Task, taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { trainerOfTask } from '../executor/trainer-of-task.js';
import { CommandFailure, UsageError } from '../failure.js';
import { rampPoints } from '../job/range-points.js';
import { rampSummary } from '../report/html/range-summary.js';
import { RAMP_CAVEAT, rampPlot, rampSentences } from '../report/ramp-plot.js';
import { createWatcher } from '../report/watcher.js';
import { armOf } from './arms.js';
import type { CommandContext } from './context.js';
import { beginJob, workOnJob } from './job.js';
import { rangeAround, type RangeTestOptions } from './range-options.js';
import { submitJob } from './submit-job.js';
import { writeSummary } from './summary.js';
import type { KnownTask } from './task.js';

const USUAL_UPDATES = 100;
/** Fewer leave the rules next to nothing to look at: they skip a tenth, or ten, and the last five. */
const FEWEST_UPDATES = 20;

function updatesOf({ updates }: RangeTestOptions, budget: number): number {
  const most = Math.min(MOST_RANGE_POINTS, budget);
  const count = updates ?? Math.min(USUAL_UPDATES, most);
  if (count < FEWEST_UPDATES || count > most)
    throw new UsageError(
      `--updates is ${String(count)}; expected ${String(FEWEST_UPDATES)} to ${String(most)} (the task's budget has ${String(budget)}).`,
    );
  return count;
}

function rampOf(task: Task, options: RangeTestOptions) {
  const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
  const budget = budgetAtShare(task.budget, 1, { updatesPerEpoch, tokensPerUpdate });
  const updates = updatesOf(options, budget.updates);
  const baseline = valueOrThrow(parsePolicyDocument(task.baseline));
  const { low, high } = rangeAround(largestLearningRateField(baseline), options);
  return { updates, low, high, policy: rampPolicy({ from: low, to: high, updates, totalUpdates: budget.updates }) };
}

/** A range test by a ramp: one training whose learning rate rises at every update, read by published rules. */
export function rampTest(options: RangeTestOptions) {
  return async (context: CommandContext, known: KnownTask): Promise<void> => {
    const { output } = context;
    const { task } = known;
    const { updates, low, high, policy } = rampOf(task, options);
    const arm = armOf(task, policy, 1);
    const trainer = await trainerOfTask(context.environment, task, options, context.signal);
    const begun = await beginJob(context, {
      kind: 'range-test',
      known,
      ticketArms: [arm],
      arms: [arm],
      sweep: {
        ...{ method: 'ramp', policy: arm.policy, prefixUpdates: updates, widenings: 0, isRefined: false },
        firstSeeds: 1,
      },
      options,
    });
    const [from, to] = [formatLearningRate(low), formatLearningRate(high)];
    output.paragraph(
      `A ramp: one training whose learning rate rises from ${from} to ${to} over ${String(updates)} updates, ${from}·(${to}/${from})^(t/${String(updates - 1)}).`,
    );
    output.paragraph(RAMP_CAVEAT);
    await workOnJob(context, begun, options, async (stored) => {
      const finished = await runJob(trainer, stored, 0, createWatcher(context), context.signal);
      const points = rampPoints(stored.job, finished);
      if (points.length < 2)
        throw new CommandFailure(
          `The ramp ended after ${String(points.length)} updates: nothing can be read from it. Begin lower: --from with a smaller value.`,
        );
      const reading = readRamp(points, updates);
      output.line();
      for (const line of rampPlot(points, reading, output.columns)) output.line(line);
      output.line();
      for (const line of rampSentences(reading)) output.paragraph(line, ' '.repeat(16));
      const summary = await writeSummary(context, stored, rampSummary({ job: stored.job, finished, points, reading }));
      await submitJob(context, stored, finished, options, {
        ...{ task: taskName(task), method: 'ramp', policy: printPolicy(policy) },
        ...{ ...reading.readOuts, points, summary },
      });
    });
  };
}

import { taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { type TrainerOptions, trainerOfTask } from '../executor/trainer-of-task.js';
import { policyLine } from '../job/job.js';
import { armTable } from '../report/arm-table.js';
import { createWatcher } from '../report/watcher.js';
import { armOf, assertFits, budgetShare, readPolicies } from './arms.js';
import type { CommandContext } from './context.js';
import { beginJob, type JobOptions, workOnJob } from './job.js';
import { submitJob } from './submit-job.js';
import { openTask } from './task.js';

export interface EvaluateOptions extends JobOptions, TrainerOptions {
  readonly budget: number;
}

/** `ratebook evaluate TASK POLICY…`: trains each policy with each seed of a ticket, and submits the runs. */
export async function evaluateCommand(
  context: CommandContext,
  taskText: string,
  policyTexts: readonly string[],
  options: EvaluateOptions,
): Promise<void> {
  const share = budgetShare(options.budget);
  const policies = readPolicies(policyTexts);
  const known = await openTask(context, taskText, options.offline);
  const { task } = known;
  // Before the first update, at each point, and the test split.
  assertFits(policies.length, options.seeds, task.evaluateAt.length + 2);
  const arms = policies.map((policy) => armOf(task, policy, share));
  const trainer = await trainerOfTask(context.environment, task, options, context.signal);
  const begun = await beginJob(context, { kind: 'evaluation', known, arms, ticketArms: arms, sweep: null, options });
  await workOnJob(context, begun, options, async (stored) => {
    const watcher = createWatcher(context);
    const finished = await runJob(trainer, stored, 0, watcher, context.signal);
    const { name } = task.metric;
    context.output.line();
    for (const line of armTable(stored.job, finished, context.output.columns)) context.output.line(line);
    await submitJob(context, stored, finished, options, {
      task: taskName(task),
      runs: finished.map(({ run }) => ({
        policy: policyLine(stored.job, run.arm),
        seed: run.seed,
        status: run.status,
        test: run.evaluations.findLast(({ split }) => split === 'test')?.metrics[name] ?? null,
      })),
    });
  });
}

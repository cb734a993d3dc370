import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withScales } from '@ratebook/core/summary';
import { type Task, taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { type TrainerOptions, trainerOfTask } from '../executor/trainer-of-task.js';
import { CommandFailure, UsageError } from '../failure.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import { type LmEvalResult, readLmEval } from '../importers/lm-eval.js';
import { type EvaluationResult, evaluationResult } from '../job/evaluation-result.js';
import { policyLine } from '../job/job.js';
import { armTable } from '../report/arm-table.js';
import { evaluationLines } from '../report/evaluation-lines.js';
import { evaluationSummary } from '../report/html/evaluation-summary.js';
import { secondsText } from '../report/quantities.js';
import { createWatcher } from '../report/watcher.js';
import { armOf, assertFits, budgetShare, readPolicies } from './arms.js';
import type { CommandContext } from './context.js';
import { beginJob, type JobOptions, workOnJob } from './job.js';
import { submitJob } from './submit-job.js';
import { writeSummary } from './summary.js';
import { isTaskFile, openTask } from './task.js';

export interface EvaluateOptions extends JobOptions, TrainerOptions {
  readonly budget: number;
  /** Whether each policy is also trained at other heights. */
  readonly robustness: boolean;
  /** A result file of an lm-evaluation-harness; null: none. */
  readonly metrics: string | null;
}

/** The secondary metrics of a file, read before anything is trained. */
async function metricsOf(path: string | null, policies: number): Promise<LmEvalResult | null> {
  if (path === null) return null;
  if (policies !== 1)
    throw new UsageError(
      `--metrics ${path}: it is of one model, and there are ${String(policies)} policies. Name one.`,
    );
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(`--metrics ${path} cannot be read: ${error instanceof Error ? error.message : ''}`);
  });
  return readLmEval(text, path);
}

/** What robustness costs, said before it is trained. */
function announceScales(
  { output }: CommandContext,
  task: Task,
  counts: { readonly all: number; readonly asked: number; readonly seeds: number; readonly share: number },
) {
  const { all, asked, seeds, share } = counts;
  const seconds = all * seeds * share * task.trainer.expectedSeconds;
  output.paragraph(
    `Robustness: each policy also at 0.1, 0.5, 2 and 5 times its learning rates. That makes ${String(all * seeds)} runs instead of ${String(asked * seeds)}, about ${secondsText(seconds)} by the task's own estimate. All of them are submitted.`,
  );
}

/** `ratebook evaluate TASK POLICY…`: trains each policy with each seed of a ticket, and submits the runs. */
export async function evaluateCommand(
  context: CommandContext,
  taskText: string,
  policyTexts: readonly string[],
  given: EvaluateOptions,
): Promise<void> {
  const options = { ...given, offline: given.offline || isTaskFile(taskText) };
  const { output } = context;
  const share = budgetShare(options.budget);
  const typed = readPolicies(policyTexts);
  const metrics = await metricsOf(options.metrics, typed.length);
  const { policies, scaled } = options.robustness ? withScales(typed) : { policies: typed, scaled: [] };
  const known = await openTask(context, taskText, options.offline);
  const { task } = known;
  // Before the first update, at each point, and the test split.
  assertFits(policies.length, options.seeds, task.evaluateAt.length + 2);
  const arms = policies.map((policy) => armOf(task, policy, share));
  const trainer = await trainerOfTask(context.environment, task, options, context.signal);
  if (options.robustness)
    announceScales(context, task, { all: policies.length, asked: typed.length, seeds: options.seeds, share });
  const begun = await beginJob(context, { kind: 'evaluation', known, arms, ticketArms: arms, sweep: null, options });
  await workOnJob(context, begun, options, async (stored) => {
    const finished = await runJob(trainer, stored, 0, createWatcher(context), context.signal);
    const { name } = task.metric;
    const result = evaluationResult(stored.job, finished, { asked: typed.length, scaled, metrics });
    output.line();
    for (const line of armTable(stored.job, finished, output.columns)) output.line(line);
    output.line();
    for (const line of evaluationLines(result, output.columns)) output.line(line);
    if (metrics !== null)
      await writeFileWhole(join(stored.folder, 'metrics.json'), `${JSON.stringify(metrics, null, 1)}\n`);
    const summary = await writeSummary(context, stored, evaluationSummary(result));
    await submitJob(context, stored, finished, options, {
      task: taskName(task),
      runs: finished.map(({ run }) => ({
        policy: policyLine(stored.job, run.arm),
        seed: run.seed,
        status: run.status,
        test: run.evaluations.findLast(({ split }) => split === 'test')?.metrics[name] ?? null,
      })),
      ...answerOf(result),
      summary,
    });
  });
}

/** Utility, cost and robustness for programs. */
function answerOf({ arms, asked, scaled, metrics }: EvaluationResult): Readonly<Record<string, unknown>> {
  return {
    arms: arms.map(({ policy, summary }) => ({ policy, ...summary })),
    asked,
    scaled,
    ...(metrics === null ? {} : { metrics: metrics.metrics }),
  };
}

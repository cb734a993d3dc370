import { join } from 'node:path';
import { taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { CommandFailure, EXIT } from '../failure.js';
import { policyLine } from '../job/job.js';
import type { StoredJob } from '../job/job-store.js';
import { armTable } from '../report/arm-table.js';
import { ScriptLines } from '../report/script-lines.js';
import { createWatcher } from '../report/watcher.js';
import { createScriptTrainer, SCRIPT_LOG } from '../trainer/script/script-trainer.js';
import { armOf, assertFits, budgetShare, readPolicy } from './arms.js';
import type { CommandContext } from './context.js';
import { beginJob, type JobOptions, workOnJob } from './job.js';
import { submitJob } from './submit-job.js';
import { findTask, isTaskFile } from './task.js';

export interface RunOptions extends JobOptions {
  readonly budget: number;
  /** Program and arguments of the person's own script. */
  readonly script: readonly string[];
}

/**
 * `ratebook run TASK POLICY -- COMMAND…`: starts a training script of the person's own, which takes the learning rate of
 * every update from the policy through `ratebook_callback`, and records it as an evaluation run of the task.
 */
export async function runCommand(
  context: CommandContext,
  taskText: string,
  policyText: string,
  given: RunOptions,
): Promise<void> {
  const options = { ...given, offline: given.offline || isTaskFile(taskText) };
  const { output, environment, signal } = context;
  const share = budgetShare(options.budget);
  const policy = readPolicy(policyText);
  const known = await findTask(context, taskText, options.offline);
  const { task } = known;
  assertFits(1, options.seeds, task.evaluateAt.length + 2);
  const arms = [armOf(task, policy, share)];
  const { script } = options;
  const request = { kind: 'evaluation' as const, known, arms, ticketArms: arms, sweep: null, script };
  const begun = await beginJob(context, { ...request, options });
  const lines = new ScriptLines((line) => output.warn(line));
  const trainer = createScriptTrainer({
    command: script,
    variables: environment.variables,
    onOutput: (text) => lines.add(text),
    signal,
  });
  await workOnJob(context, begun, options, async (stored) => {
    const finished = await runJob(trainer, stored, 0, createWatcher(context), signal)
      .catch((error: unknown) => {
        throw keeping(error, stored);
      })
      .finally(() => lines.end());
    output.line();
    for (const line of armTable(stored.job, finished, output.columns)) output.line(line);
    await submitJob(context, stored, finished, options, {
      task: taskName(task),
      runs: finished.map(({ run }) => ({
        policy: policyLine(stored.job, run.arm),
        seed: run.seed,
        status: run.status,
        test: run.evaluations.findLast(({ split }) => split === 'test')?.metrics[task.metric.name] ?? null,
      })),
    });
  });
}

/** The failure of a script, saying what is kept and how it goes on. */
function keeping(error: unknown, { folder }: StoredJob): unknown {
  if (!(error instanceof CommandFailure) || error.exitCode !== EXIT.failed) return error;
  return new CommandFailure(
    `${error.message}\nThe job is kept: the same command begins this run anew. What the script wrote is in ${join(folder, 'run-…', SCRIPT_LOG)}.`,
    error.exitCode,
    error.codes,
  );
}

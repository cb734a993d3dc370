import { compilePolicy, parsePolicy, type Policy, printPolicy } from '@ratebook/core/policy';
import { type Parsed } from '@ratebook/core/refusal';
import type { SubmittedArm } from '@ratebook/core/submission';
import { budgetAtShare, type BudgetShare, BUDGET_SHARES, type Task, taskName } from '@ratebook/core/task';
import { runJob } from '../executor/local.js';
import { CommandFailure, UsageError } from '../failure.js';
import { Progress } from '../report/progress.js';
import { createEmbeddedTrainer } from '../trainer/embedded/embedded-trainer.js';
import type { CommandContext } from './context.js';
import { beginJob, keepTicketAlive, submitJob, withLockedJob } from './job.js';
import { openTask } from './task.js';

export interface EvaluateOptions {
  readonly seeds: number;
  readonly budget: number;
  readonly submit: boolean;
  readonly fresh: boolean;
}

/** A policy as typed, or a failure that shows the line with a caret. */
export function readPolicy(text: string): Policy {
  const parsed: Parsed<Policy> = parsePolicy(text);
  if (parsed.ok) return parsed.value;
  throw new CommandFailure(
    parsed.refusals.map(({ message }) => message).join('\n'),
    1,
    parsed.refusals.map(({ code }) => code),
  );
}

/** The arm of a policy on a task at a share of its budget; a policy that this budget cannot run is refused here. */
export function armOf(task: Task, policy: Policy, share: BudgetShare): SubmittedArm {
  const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
  const budget = budgetAtShare(task.budget, share, { updatesPerEpoch, tokensPerUpdate });
  const compiled = compilePolicy(policy, { totalUpdates: budget.updates, updatesPerEpoch, tokensPerUpdate });
  if (!compiled.ok) {
    const messages = compiled.refusals.map(({ message }) => message).join('\n');
    throw new CommandFailure(
      `${printPolicy(policy)} cannot run for ${String(budget.updates)} updates: ${messages}`,
      1,
      compiled.refusals.map(({ code }) => code),
    );
  }
  return {
    task: taskName(task),
    budget,
    policy: JSON.parse(JSON.stringify(policy)) as SubmittedArm['policy'],
    recipe: task.recipe,
  };
}

export function budgetShare(value: number): BudgetShare {
  const share = BUDGET_SHARES.find((one) => one === value);
  if (share === undefined)
    throw new UsageError(
      `--budget is ${String(value)}; expected ${BUDGET_SHARES.join(', ')} (a share of the task's budget).`,
    );
  return share;
}

/** `ratebook evaluate TASK POLICY…`: trains each policy with each seed of a ticket, and submits the runs. */
export async function evaluateCommand(
  context: CommandContext,
  taskText: string,
  policyTexts: readonly string[],
  options: EvaluateOptions,
): Promise<void> {
  const share = budgetShare(options.budget);
  const policies = policyTexts.map(readPolicy);
  const task = await openTask(context, taskText);
  const arms = policies.map((policy) => armOf(task, policy, share));
  const request = {
    kind: 'evaluation',
    task,
    arms,
    ticketArms: arms,
    seeds: options.seeds,
    sweep: null,
    isFresh: options.fresh,
  } as const;
  const stored = await beginJob(context, request);
  const stopRenewing = keepTicketAlive(context, stored.job);
  await withLockedJob(stored, async () => {
    const finished = await runJob(createEmbeddedTrainer(), stored, 0, new Progress(context.output), context.signal);
    const parcel = await submitJob(context, stored, finished, options.submit);
    const { name } = task.metric;
    context.output.result({
      submission: parcel.id,
      task: taskName(task),
      runs: finished.map(({ run }) => ({
        policy: printPolicy(policies[run.arm] ?? readPolicy('')),
        seed: run.seed,
        status: run.status,
        test: run.evaluations.findLast(({ split }) => split === 'test')?.metrics[name] ?? null,
      })),
    });
    if (parcel.id !== '' && options.submit)
      context.output.line(`See how it fares: ratebook status ${parcel.id.slice(0, 12)}`);
  }).finally(stopRenewing);
}

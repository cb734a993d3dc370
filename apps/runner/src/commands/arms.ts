import { compilePolicy, parsePolicy, type Policy, policyHash, printPolicy } from '@ratebook/core/policy';
import { unheardMetric } from '@ratebook/core/run';
import { MOST_ARMS, SUBMISSION_LIMIT_BYTES, type SubmittedArm } from '@ratebook/core/submission';
import { budgetAtShare, type BudgetShare, BUDGET_SHARES, type Task, taskName } from '@ratebook/core/task';
import { CommandFailure, UsageError } from '../failure.js';

/** A run in a submission of 1 MB: what is always there, and each evaluation. Measured, and rounded up by a quarter. */
const RUN_BYTES = 900;
const EVALUATION_BYTES = 130;

/** What a run with so many evaluations takes in a submission, about. */
export const runBytes = (evaluations: number) => RUN_BYTES + evaluations * EVALUATION_BYTES;

/** A policy as typed, or a failure that shows the line with a caret. */
export function readPolicy(text: string): Policy {
  const parsed = parsePolicy(text);
  if (parsed.ok) return parsed.value;
  throw new CommandFailure(
    parsed.refusals.map(({ message }) => message).join('\n'),
    1,
    parsed.refusals.map(({ code }) => code),
  );
}

/** Policies as typed, each once: two arms of the same policy would be one. */
export function readPolicies(texts: readonly string[]): readonly Policy[] {
  const policies = texts.map(readPolicy);
  const seen = new Map<string, string>();
  for (const [index, policy] of policies.entries()) {
    const hash = policyHash(policy);
    const earlier = seen.get(hash);
    const text = texts[index] ?? '';
    if (earlier !== undefined)
      throw new UsageError(
        earlier === text
          ? `${text} is given twice. For more runs of it: --seeds`
          : `${earlier} and ${text} are the same policy. For more runs of it: --seeds`,
      );
    seen.set(hash, text);
  }
  if (policies.length > MOST_ARMS)
    throw new UsageError(`${String(policies.length)} policies; expected at most ${String(MOST_ARMS)} at once.`);
  return policies;
}

/** Refuses, before anything is trained, what would not fit into one submission. */
export function assertFits(arms: number, seeds: number, evaluations: number): void {
  const most = Math.floor(SUBMISSION_LIMIT_BYTES / runBytes(evaluations));
  if (arms * seeds > most)
    throw new UsageError(
      `${String(arms)} policies with ${String(seeds)} seeds are ${String(arms * seeds)} runs; one submission holds about ${String(most)}. Take fewer at once.`,
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
  const unheard = unheardMetric(compiled.value, task, printPolicy(policy));
  if (unheard !== null) throw new CommandFailure(unheard.message, 1, [unheard.code]);
  assertPlusRatio(task, policy);
  return {
    task: taskName(task),
    budget,
    policy: JSON.parse(JSON.stringify(policy)) as SubmittedArm['policy'],
    recipe: task.recipe,
  };
}

/** The group that a trainer makes of the B matrices of adapters where the recipe is LoRA+'s. */
const B_MATRICES = 'lora-b';

/** A recipe of LoRA+ says by how much faster the B matrices learn; the policy is what makes them. */
function assertPlusRatio({ slug, recipe }: Task, policy: Policy): void {
  const { plusRatio } = recipe.adaptation;
  const multiplier = policy.groups?.find(({ name }) => name === B_MATRICES)?.multiplier ?? 1;
  if (plusRatio === null || multiplier === plusRatio) return;
  const whole = printPolicy({ ...policy, groups: [{ name: B_MATRICES, multiplier: plusRatio }] });
  throw new CommandFailure(
    `${slug} is trained with LoRA+, its B matrices at ${String(plusRatio)} times the learning rate; the policy gives them ${String(multiplier)} times. Write: ${whole}`,
    1,
    ['policy.plus-ratio'],
  );
}

export function budgetShare(value: number): BudgetShare {
  const share = BUDGET_SHARES.find((one) => one === value);
  if (share === undefined)
    throw new UsageError(
      `--budget is ${String(value)}; expected ${BUDGET_SHARES.join(', ')} (a share of the task's budget).`,
    );
  return share;
}

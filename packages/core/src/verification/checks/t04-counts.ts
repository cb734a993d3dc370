import type { Run, Trace } from '../../run/index.js';
import type { SubmittedArm } from '../../submission/index.js';
import { type Budget, budgetUpdatesOf, type Recipe, type Task } from '../../task/index.js';
import { refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

/** What is wrong with an arm's budget in updates, or null. */
function budgetProblem(budget: Budget, batch: Recipe['batch'], task: Task): string | null {
  const allowed = budgetUpdatesOf(task, budget, batch);
  // A budget that is none of the task's is F07's to name.
  if (allowed === null || (budget.updates >= allowed.least && budget.updates <= allowed.most)) return null;
  const expected =
    allowed.least === allowed.most ? String(allowed.most) : `${String(allowed.least)} to ${String(allowed.most)}`;
  return `budget.updates is ${String(budget.updates)}; ${String(budget.amount)} ${budget.unit} of this batch are ${expected} updates`;
}

function lengthProblem(run: Run, length: number, planned: number): string | null {
  if (length > planned) return `the trace has ${String(length)} updates where ${String(planned)} were planned`;
  if (run.status === 'completed' && length !== planned)
    return `a completed run has ${String(planned)} updates, the trace ${String(length)}`;
  return run.cost.updates === length
    ? null
    : `cost.updates is ${String(run.cost.updates)}, the trace has ${String(length)}`;
}

/** The last batch of an epoch may be smaller: between one example and a whole batch each time. */
function examplesProblem({ examples }: Run['cost'], length: number, size: number, updatesPerEpoch: number) {
  const epochEnds = Math.ceil(length / updatesPerEpoch);
  const [least, most] = [length * size - epochEnds * (size - 1), length * size];
  return examples >= least && examples <= most
    ? null
    : `cost.examples is ${String(examples)}; ${String(length)} updates of ${String(size)} are ${String(least)} to ${String(most)}`;
}

function tokensProblem({ tokens }: Run['cost'], trace: Trace, perUpdate: number | null): string | null {
  if (trace.tokens !== undefined) {
    const sum = trace.tokens.reduce((held, count) => held + count, 0);
    return sum === tokens
      ? null
      : `cost.tokens is ${String(tokens ?? 'none')}, the trace's tokens sum to ${String(sum)}`;
  }
  const most = perUpdate === null ? Infinity : perUpdate * trace.update.length;
  return tokens === null || tokens <= most
    ? null
    : `cost.tokens is ${String(tokens)}; ${String(trace.update.length)} updates have at most ${String(most)}`;
}

function countProblem(
  run: Run,
  trace: Trace,
  { budget, recipe }: SubmittedArm,
  whole: { task: Task; planned: number },
) {
  const { batch } = recipe;
  const { trainer } = whole.task;
  const length = trace.update.length;
  // Epochs of another batch than the task's own are counted in examples.
  const updatesPerEpoch =
    batch.unit === 'examples' && batch.size !== whole.task.recipe.batch.size
      ? Math.max(1, Math.floor(whole.task.data.splits.train / batch.size))
      : trainer.updatesPerEpoch;
  return (
    budgetProblem(budget, batch, whole.task) ??
    lengthProblem(run, length, whole.planned) ??
    (batch.unit === 'examples' ? examplesProblem(run.cost, length, batch.size, updatesPerEpoch) : null) ??
    tokensProblem(run.cost, trace, batch.unit === 'tokens' ? batch.size : trainer.tokensPerUpdate)
  );
}

export const countsAgree: Check = {
  id: 'T04',
  title: 'Updates, examples and tokens add up',
  level: 2,
  version: '1',
  doesNotProve: 'That the batches held what the task’s data holds.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold =
      'updates of the budget (of the prefix in a range test); examples = updates × batch; tokens = their sum';
    const traces = tracesOf(examined, submission.runs);
    if ('missing' in traces) return inconclusive(traces.missing);
    if (!traces.ok) return failed('a trace that cannot be read', threshold, refusalLine(traces.refusals));
    for (const { run, index, trace } of traces.value) {
      const [task, arm] = [examined.taskOfRun(run), submission.arms[run.arm]];
      if (task === null || arm === undefined) return inconclusive(`the task of run ${String(index)}`);
      const problem = countProblem(run, trace, arm, { task, planned: examined.plannedUpdates(run) });
      if (problem !== null) return failed(`run ${String(index)}`, threshold, `Run ${String(index)}: ${problem}.`);
    }
    const updates = traces.value.reduce((sum, { trace }) => sum + trace.update.length, 0);
    return passed(`${String(submission.runs.length)} runs, ${String(updates)} updates`, threshold);
  }),
};

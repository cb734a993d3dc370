import { type Run, summariseRun } from '../../run/index.js';
import type { Submission } from '../../submission/index.js';
import type { Task } from '../../task/index.js';
import type { VerificationCase } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

/** What a run's own record says against its declared status, or null. */
function statusProblem(submission: Submission, run: Run, task: Task, examined: VerificationCase): string | null {
  const trace = examined.trace(run);
  if (trace?.ok !== true) return null;
  const isPrefix = submission.rangeTest !== null;
  const totalUpdates = submission.rangeTest?.prefixUpdates ?? submission.arms[run.arm]?.budget.updates ?? 0;
  const summary = summariseRun({
    metric: task.metric,
    target: task.targets?.full ?? null,
    status: run.status,
    totalUpdates,
    evaluations: run.evaluations,
    trace: trace.value,
  });
  if (run.status === 'completed' && summary.finalValidation === null)
    return `it is completed, but has no validation ${task.metric.name} after update ${String(totalUpdates)}`;
  if (run.status === 'completed' && !isPrefix && summary.finalTest === null)
    return `it is completed, but has no test ${task.metric.name} after update ${String(totalUpdates)}`;
  if (run.status !== 'diverged') return null;
  const hasNonFinite =
    run.firstNonFiniteUpdate !== null || run.evaluations.some(({ metrics }) => metrics['loss'] === null);
  const losses = run.evaluations
    .filter(({ split }) => split === 'validation')
    .map(({ metrics }) => metrics['loss'] ?? Infinity);
  const endsAboveStart = losses.length > 1 && (losses.at(-1) ?? 0) > (losses[0] ?? Infinity);
  return hasNonFinite || endsAboveStart
    ? null
    : 'it is declared diverged, but its losses are finite and end below their start';
}

export const summaryIsRecomputed: Check = {
  id: 'T05',
  title: 'The summary is recomputed',
  level: 2,
  version: '1',
  doesNotProve: 'That the evaluations were measured: L4 re-scores them from predictions.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = 'final, best and divergence follow from the run’s own record; the sender’s summary is not taken';
    for (const [index, run] of submission.runs.entries()) {
      const task = examined.taskOfRun(run);
      const trace = examined.trace(run);
      if (task === null) return inconclusive('the task');
      if (trace === null) return inconclusive(`the trace of run ${String(index)}`);
      const problem = statusProblem(submission, run, task, examined);
      if (problem !== null)
        return failed(`run ${String(index)} is ${run.status}`, threshold, `Run ${String(index)}: ${problem}.`);
    }
    return passed(`${String(submission.runs.length)} runs`, threshold);
  }),
};

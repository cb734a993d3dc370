import { type Run, summariseRun, type Trace } from '../../run/index.js';
import type { Task } from '../../task/index.js';
import { isTrialOfStudy, refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

/** What a run's own record says against its declared status, or null. */
function statusProblem(run: Run, task: Task, trace: Trace, { planned, budget }: { planned: number; budget: number }) {
  const summary = summariseRun({
    metric: task.metric,
    target: task.targets?.full ?? null,
    status: run.status,
    totalUpdates: planned,
    evaluations: run.evaluations,
    trace,
  });
  if (run.status === 'completed' && summary.finalValidation === null)
    return `it is completed, but has no validation ${task.metric.name} after update ${String(planned)}`;
  // Test is measured after the whole budget alone: neither a range test's prefix, nor a study's trial, nor a control run has it.
  if (run.status === 'completed' && planned === budget && summary.finalTest === null)
    return `it is completed, but has no test ${task.metric.name} after update ${String(planned)}`;
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
  version: '2',
  doesNotProve: 'That the evaluations were measured: L4 re-scores them from predictions.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = 'final, best and divergence follow from the run’s own record; the sender’s summary is not taken';
    const traces = tracesOf(examined, submission.runs);
    if ('missing' in traces) return inconclusive(traces.missing);
    if (!traces.ok) return failed('a trace that cannot be read', threshold, refusalLine(traces.refusals));
    for (const { run, index, trace } of traces.value) {
      const [task, arm] = [examined.taskOfRun(run), submission.arms[run.arm]];
      if (task === null || arm === undefined) return inconclusive(`the task of run ${String(index)}`);
      // A search never measures test, even where a range test's prefix or a trial is the whole budget.
      const isSearch = submission.rangeTest !== null || isTrialOfStudy(submission, run);
      const budget = isSearch ? Infinity : arm.budget.updates;
      const problem = statusProblem(run, task, trace, { planned: examined.plannedUpdates(run), budget });
      if (problem !== null)
        return failed(`run ${String(index)} is ${run.status}`, threshold, `Run ${String(index)}: ${problem}.`);
    }
    return passed(`${String(submission.runs.length)} runs, each what it says it is`, threshold);
  }),
};

import type { Run, Trace } from '../../run/index.js';
import { refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { hasLossScaling } from '../learning-rate-offset.js';
import { failed, inconclusive, passed } from '../verdict.js';

/**
 * What is wrong with a run's non-finite values, or null. A null stands for a value that was not a finite number; fp16 loss
 * scaling skips the updates whose loss overflows, and goes on.
 */
function nonFiniteProblem(run: Run, trace: Trace, precision: string): string | null {
  const isScaled = hasLossScaling(precision);
  const first = trace.loss.findIndex((loss, t) => loss === null && !(isScaled && trace.skipped?.[t] === true));
  const declared = run.firstNonFiniteUpdate;
  if (first < 0 && declared !== null)
    return `update ${String(declared)} is declared the first non-finite one, but every loss is finite`;
  const evaluation = run.evaluations.find(({ metrics }) => Object.values(metrics).includes(null));
  if (evaluation !== undefined && run.status !== 'diverged')
    return `a ${evaluation.split} metric after update ${String(evaluation.t)} is not finite, but the run is ${run.status}`;
  if (first < 0) return null;
  if (run.status !== 'diverged')
    return `the loss of update ${String(first)} is not finite, but the run is ${run.status}`;
  if (declared !== first)
    return `the first non-finite loss is at update ${String(first)}, declared was ${declared === null ? 'none' : `update ${String(declared)}`}`;
  return null;
}

export const updatesAscend: Check = {
  id: 'F06',
  title: 'Updates ascend, values are finite',
  level: 0,
  version: '1',
  doesNotProve: 'That the values were measured.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = 'updates 0, 1, 2…; finite values, or a diverged run that declares its first non-finite update';
    const traces = tracesOf(examined, submission.runs);
    if ('missing' in traces) return inconclusive(traces.missing);
    if (!traces.ok) return failed('a trace that cannot be read', threshold, refusalLine(traces.refusals));
    for (const { run, index, trace } of traces.value) {
      const problem = nonFiniteProblem(run, trace, submission.arms[run.arm]?.recipe.precision ?? '');
      if (problem !== null) return failed(`run ${String(index)}`, threshold, `Run ${String(index)}: ${problem}.`);
    }
    const updates = traces.value.reduce((sum, { trace }) => sum + trace.update.length, 0);
    return passed(`${String(traces.value.length)} traces, ${String(updates)} updates`, threshold);
  }),
};

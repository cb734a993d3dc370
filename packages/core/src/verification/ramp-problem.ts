import { type RangeTest, readRamp } from '../range-test/index.js';
import type { Submission } from '../submission/index.js';
import type { VerificationCase } from './case.js';
import { isWithin, readOutsProblem, validationLoss } from './range-read-outs.js';

/** What a ramp cannot be judged without; or what keeps it from being what its run recorded, or null. */
export type RampVerdict = { readonly missing: string } | { readonly problem: string | null };

/**
 * Holds a ramp to its one run: as many points as updates, each with the learning rate that the policy asks and the
 * training loss that the trace has, all from the held-out loss before the first update; learning rates ascend; and its
 * read-outs by the published smoothing and rules are what the points give.
 */
export function judgeRamp(
  submission: Submission,
  examined: VerificationCase,
  rangeTest: RangeTest,
  relative: number,
): RampVerdict {
  const { points, prefixUpdates, readOuts } = rangeTest;
  const [run, ...others] = submission.runs;
  if (run === undefined || others.length > 0 || submission.arms.length > 1)
    return problem(
      `a ramp is one run of one arm; these are ${String(submission.runs.length)} of ${String(submission.arms.length)}`,
    );
  if (run.status !== 'completed' && run.status !== 'diverged') return problem(`the run of the ramp was ${run.status}`);
  const compiled = examined.arms[0]?.compiled;
  if (compiled?.ok !== true) return { missing: 'the policy of the ramp' };
  const trace = examined.trace(run);
  if (trace === null) return { missing: 'the trace of the ramp' };
  if (!trace.ok) return problem('its trace cannot be read');
  const { loss } = trace.value;
  if (points.length !== loss.length)
    return problem(`${String(points.length)} points for a run of ${String(loss.length)} updates`);
  const start = validationLoss(run, 0);
  for (const [t, point] of points.entries()) {
    const where = `points[${String(t)}]`;
    const asked = compiled.value.learningRateAt(t);
    if (point.seed !== run.seed) return problem(`${where} has seed ${String(point.seed)}, its run ${String(run.seed)}`);
    if (!isWithin(point.learningRate, asked, relative))
      return problem(`${where} has learning rate ${String(point.learningRate)}, the policy's ${String(asked)}`);
    if (point.learningRate <= (points[t - 1]?.learningRate ?? 0))
      return problem(`${where} has a learning rate that is not above the one before`);
    if (point.loss !== loss[t] || point.startLoss !== start)
      return problem(
        `${where} has loss ${String(point.loss)} from ${String(point.startLoss)}, its run ${String(loss[t])} from ${String(start)}`,
      );
  }
  return { problem: readOutsProblem(readOuts, readRamp(points, prefixUpdates).readOuts, relative) };
}

const problem = (text: string): RampVerdict => ({ problem: text });

import type { Run, Trace } from '../../run/index.js';
import type { Submission } from '../../submission/index.js';
import { refusalLine, tracesOf } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

/** Updates that a run of this submission has when it is complete: the budget's, or a range test's prefix. */
function wholeLength(submission: Submission, run: Run): number {
  return submission.rangeTest?.prefixUpdates ?? submission.arms[run.arm]?.budget.updates ?? 0;
}

function countProblem(submission: Submission, run: Run, trace: Trace, updatesPerEpoch: number): string | null {
  const whole = wholeLength(submission, run);
  const length = trace.update.length;
  if (length > whole) return `the trace has ${String(length)} updates, the budget ${String(whole)}`;
  if (run.status === 'completed' && length !== whole)
    return `a completed run has ${String(whole)} updates, the trace ${String(length)}`;
  if (run.cost.updates !== length)
    return `cost.updates is ${String(run.cost.updates)}, the trace has ${String(length)}`;
  const batch = submission.arms[run.arm]?.recipe.batch;
  if (batch?.unit === 'examples') {
    // The last batch of an epoch may be smaller: between one example and a whole batch each time.
    const epochEnds = Math.ceil(length / updatesPerEpoch);
    const [least, most] = [length * batch.size - epochEnds * (batch.size - 1), length * batch.size];
    if (run.cost.examples < least || run.cost.examples > most) {
      return `cost.examples is ${String(run.cost.examples)}; ${String(length)} updates of ${String(batch.size)} are ${String(least)} to ${String(most)}`;
    }
  }
  const tokens = trace.tokens?.reduce((sum, count) => sum + count, 0);
  if (tokens !== undefined && tokens !== run.cost.tokens)
    return `cost.tokens is ${String(run.cost.tokens)}, the trace's tokens sum to ${String(tokens)}`;
  return null;
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
      const problem = countProblem(
        submission,
        run,
        trace,
        examined.taskOfRun(run)?.trainer.updatesPerEpoch ?? Infinity,
      );
      if (problem !== null) return failed(`run ${String(index)}`, threshold, `Run ${String(index)}: ${problem}.`);
    }
    return passed(`${String(submission.runs.length)} runs`, threshold);
  }),
};

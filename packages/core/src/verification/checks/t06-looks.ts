import type { Run } from '../../run/index.js';
import { evaluationUpdates } from '../../task/index.js';
import { isTrialOfStudy } from '../case.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

/** No update: neither a range test's prefix, nor a study's trial, nor a control run may look at the test split. */
const NEVER = -1;

function lookProblem(run: Run, declared: readonly number[], testAt: number): string | null {
  let before = { validation: -1, test: -1 };
  for (const { t, split } of run.evaluations) {
    if (t <= before[split]) return `${split} was evaluated after update ${String(t)} twice or out of order`;
    before = { ...before, [split]: t };
    if (t > run.cost.updates)
      return `${split} was evaluated after update ${String(t)}, and the run made ${String(run.cost.updates)}`;
    if (split === 'test' && t !== testAt) {
      const when =
        testAt === NEVER ? 'only after a whole budget, and never in a search' : `once, after update ${String(testAt)}`;
      return `test was looked at after update ${String(t)}; it is measured ${when}`;
    }
    // Before the first update a look tells nothing about the training: a range test needs it.
    if (split === 'validation' && t !== 0 && !declared.includes(t))
      return `validation was evaluated after update ${String(t)}; the task declares ${declared.join(', ')}`;
  }
  return null;
}

export const looksAreDeclared: Check = {
  id: 'T06',
  title: 'Evaluated only where the task says',
  level: 2,
  version: '3',
  doesNotProve: 'That nobody looked in between and kept it to themselves.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = 'validation at the task’s evaluation points, test once, after the last update';
    for (const [index, run] of submission.runs.entries()) {
      const task = examined.taskOfRun(run);
      const budget = submission.arms[run.arm]?.budget;
      if (task === null || budget === undefined) return inconclusive(`the task of run ${String(index)}`);
      const planned = examined.plannedUpdates(run);
      const points = evaluationUpdates(task.evaluateAt, budget.updates).filter((t) => t < planned);
      const testAt = planned === budget.updates && !isTrialOfStudy(submission, run) ? planned : NEVER;
      const problem =
        submission.rangeTest === null
          ? lookProblem(run, [...points, planned], testAt)
          : lookProblem(run, [planned], NEVER);
      if (problem !== null) return failed(`run ${String(index)}`, threshold, `Run ${String(index)}: ${problem}.`);
    }
    const looks = submission.runs.reduce((sum, { evaluations }) => sum + evaluations.length, 0);
    return passed(`${String(looks)} evaluations, all declared`, threshold);
  }),
};

import type { Run } from '../../run/index.js';
import { evaluationUpdates } from '../../task/index.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

function lookProblem(run: Run, declared: readonly number[], lastUpdate: number): string | null {
  let before = { validation: -1, test: -1 };
  for (const { t, split } of run.evaluations) {
    if (t <= before[split]) return `${split} was evaluated after update ${String(t)} twice or out of order`;
    before = { ...before, [split]: t };
    if (split === 'test' && t !== lastUpdate)
      return `test was looked at after update ${String(t)}; it is measured once, after update ${String(lastUpdate)}`;
    // Before the first update a look tells nothing about the training: a range test needs it.
    if (split === 'validation' && t !== 0 && !declared.includes(t))
      return `validation was evaluated after update ${String(t)}, which the task does not declare`;
  }
  return null;
}

export const looksAreDeclared: Check = {
  id: 'T06',
  title: 'Evaluated only where the task says',
  level: 2,
  version: '1',
  doesNotProve: 'That nobody looked in between and kept it to themselves.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = 'validation at the task’s evaluation points, test once, after the last update';
    for (const [index, run] of submission.runs.entries()) {
      const task = examined.taskOfRun(run);
      const budget = submission.arms[run.arm]?.budget;
      if (task === null || budget === undefined) return inconclusive('the task');
      const prefix = submission.rangeTest?.prefixUpdates;
      const declared = prefix === undefined ? evaluationUpdates(task.evaluateAt, budget.updates) : [prefix];
      const problem = lookProblem(run, declared, prefix === undefined ? budget.updates : -1);
      if (problem !== null) return failed(`run ${String(index)}`, threshold, `Run ${String(index)}: ${problem}.`);
    }
    return passed(`${String(submission.runs.length)} runs`, threshold);
  }),
};

import { budgetShareOf, type Metric } from '../../task/index.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

/** The range that a unit allows, null where it has none. */
function rangeOf(unit: Metric['unit']): readonly [number, number] | null {
  if (unit === 'share') return [0, 1];
  return unit === 'percent' ? [0, 100] : null;
}

export const unitsMatch: Check = {
  id: 'F07',
  title: 'Units, metric and budget are the task’s',
  level: 0,
  version: '1',
  doesNotProve: 'That a value inside the range is the right one.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = 'a budget of the task (its amount times 0.25, 0.5 or 1); its metric in its unit';
    for (const [index, arm] of submission.arms.entries()) {
      const task = examined.task(arm.task);
      if (task === null) return inconclusive(`the task ${arm.task}`);
      if (budgetShareOf(task.budget, arm.budget) === null) {
        const got = `${String(arm.budget.amount)} ${arm.budget.unit}`;
        return failed(
          `arms[${String(index)}].budget: ${got}`,
          threshold,
          `The task has ${String(task.budget.amount)} ${task.budget.unit} times 0.25, 0.5 or 1; got ${got}.`,
        );
      }
    }
    for (const [index, run] of submission.runs.entries()) {
      const metric = examined.taskOfRun(run)?.metric;
      if (metric === undefined)
        // Every arm's task was found above: what is missing is the arm.
        return failed(
          `runs[${String(index)}].arm`,
          threshold,
          `Run ${String(index)} names arm ${String(run.arm)}, which the submission does not have.`,
        );
      const range = rangeOf(metric.unit);
      for (const { t, split, metrics } of run.evaluations) {
        const value = metrics[metric.name];
        const where = `runs[${String(index)}] at ${String(t)} on ${split}`;
        if (value === undefined)
          return failed(where, threshold, `${where}: the task's metric ${metric.name} is missing.`);
        if (range !== null && value !== null && (value < range[0] || value > range[1])) {
          return failed(
            `${metric.name} ${String(value)}`,
            threshold,
            `${where}: ${metric.name} is ${String(value)}; in the task's unit, ${metric.unit}, it lies between ${String(range[0])} and ${String(range[1])}.`,
          );
        }
      }
    }
    return passed(`${String(submission.runs.length)} runs`, threshold);
  }),
};

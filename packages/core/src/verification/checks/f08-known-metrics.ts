import { measuredMetrics } from '../../task/index.js';
import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

export const metricsAreKnown: Check = {
  id: 'F08',
  title: 'No unknown metrics',
  level: 0,
  version: '1',
  doesNotProve: 'That a known metric was computed as the task means it.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = "the task's metric and loss";
    for (const [index, run] of submission.runs.entries()) {
      const task = examined.taskOfRun(run);
      if (task === null) return inconclusive(`the task of run ${String(index)}`);
      const known = measuredMetrics(task);
      const strange = run.evaluations
        .flatMap(({ metrics }) => Object.keys(metrics))
        .find((name) => !known.includes(name));
      if (strange !== undefined)
        return failed(
          strange,
          threshold,
          `Run ${String(index)} reports "${strange}", which the task does not measure; it measures ${known.join(' and ')}.`,
        );
    }
    return passed('no other metric', threshold);
  }),
};

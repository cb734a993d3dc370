import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, inconclusive, passed } from '../verdict.js';

/** Held-out loss is measured beside every task's metric: range tests and divergence are read from it. */
const ALWAYS_KNOWN = 'loss';

export const metricsAreKnown: Check = {
  id: 'F08',
  title: 'No unknown metrics',
  level: 0,
  version: '1',
  doesNotProve: 'That a known metric was computed as the task means it.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, examined) => {
    const threshold = `the task's metric and ${ALWAYS_KNOWN}`;
    for (const [index, run] of submission.runs.entries()) {
      const task = examined.taskOfRun(run);
      if (task === null) return inconclusive(`the task of run ${String(index)}`);
      const known = [task.metric.name, ALWAYS_KNOWN];
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

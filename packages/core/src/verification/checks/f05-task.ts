import { type Check, EVERY_STANDING, onSubmission } from '../check.js';
import { failed, passed } from '../verdict.js';

export const taskIsOpen: Check = {
  id: 'F05',
  title: 'The task exists and is open',
  level: 0,
  version: '1',
  doesNotProve: 'That the task is a good one.',
  requiredFor: EVERY_STANDING,
  check: onSubmission((submission, { evidence }) => {
    const threshold = 'one task, in a version that takes runs';
    const names = [...new Set(submission.arms.map(({ task }) => task))];
    if (names.length > 1) return failed(names.join(', '), threshold, 'A submission is about one task.');
    for (const name of names) {
      const record = evidence.tasks.get(name);
      if (record === undefined) return failed(name, threshold, `There is no task ${name}.`);
      if (!record.isOpen)
        return failed(`${name} is closed`, threshold, `The task ${name} was not open when the submission came.`);
    }
    return passed(names.join(', '), threshold);
  }),
};

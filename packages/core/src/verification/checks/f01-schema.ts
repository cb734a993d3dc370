import { refusalLine } from '../case.js';
import { type Check, EVERY_STANDING } from '../check.js';
import { failed, passed } from '../verdict.js';

export const schemaHolds: Check = {
  id: 'F01',
  title: 'Schema and size',
  level: 0,
  version: '1',
  doesNotProve: 'That anything in the document is true.',
  requiredFor: EVERY_STANDING,
  check: ({ submission, evidence }) => {
    const threshold = 'every field of the submission document, no others, at most 1 MB';
    if (submission.ok) return passed(`${String(evidence.text.length)} characters, every field known`, threshold);
    return failed(`${String(submission.refusals.length)} bad fields`, threshold, refusalLine(submission.refusals));
  },
};

import { submissionId } from '../../submission/index.js';
import { type Check, EVERY_STANDING } from '../check.js';
import { failed, passed } from '../verdict.js';

export const contentHashMatches: Check = {
  id: 'F03',
  title: 'Content hash',
  level: 0,
  version: '1',
  doesNotProve: 'Who wrote the text, or when.',
  requiredFor: EVERY_STANDING,
  check: ({ evidence }) => {
    const hash = submissionId(evidence.text);
    const threshold = evidence.submissionId;
    if (hash === evidence.submissionId) return passed(hash, threshold);
    return failed(
      hash,
      threshold,
      'The stored text is not the one that was named: it was changed after it was received.',
    );
  },
};

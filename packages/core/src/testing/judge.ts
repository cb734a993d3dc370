import { type CheckId, type CheckResult, edition2026_1, verifySubmission } from '../verification/index.js';
import type { ForgedSubmission } from './forged-submission.js';

/** One check's result in the whole report of a forged submission, under the first edition. */
export function resultOf(id: CheckId, forged: ForgedSubmission): CheckResult {
  const result = verifySubmission(forged.evidence(), edition2026_1).checks.find((one) => one.id === id);
  if (result === undefined) throw new RangeError(`There is no check ${id}.`);
  return result;
}

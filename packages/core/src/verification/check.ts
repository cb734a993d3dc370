import type { Submission } from '../submission/index.js';
import type { VerificationCase } from './case.js';
import type { Edition } from './edition.js';
import { type CheckId, type Finding, inconclusive, type Standing } from './verdict.js';

/** One check: one file, one line in the registry, one section of docs/verification.md. Pure; never throws. */
export interface Check {
  readonly id: CheckId;
  /** What it looks at, as a heading. */
  readonly title: string;
  readonly level: number;
  /** Bumped whenever its verdict can differ on the same evidence. */
  readonly version: string;
  /** What passing it does not prove, in a sentence. */
  readonly doesNotProve: string;
  /** Standings at which it is required, where an edition has it. */
  readonly requiredFor: readonly Standing[];
  readonly check: (examined: VerificationCase, edition: Edition) => Finding;
}

export const EVERY_STANDING: readonly Standing[] = ['ticketed', 'imported'];

/** A check that looks at the submission's content: inconclusive where it could not be read (F01 says why). */
export function onSubmission(
  check: (submission: Submission, examined: VerificationCase, edition: Edition) => Finding,
): Check['check'] {
  return (examined, edition) =>
    examined.submission.ok
      ? check(examined.submission.value, examined, edition)
      : inconclusive('a submission that can be read');
}

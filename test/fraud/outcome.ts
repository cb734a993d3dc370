import type { ForgedSubmission } from '@ratebook/core/testing';
import { type CheckId, edition2026_1, verifySubmission } from '@ratebook/core/verification';

/** What edition 2026-1 makes of a submission: the whole verdict, so that a case can state it exactly. */
export interface Outcome {
  readonly conclusion: 'accepted' | 'rejected';
  readonly level: number;
  readonly failing: readonly CheckId[];
}

export function outcomeOf(forged: ForgedSubmission): Outcome {
  const { conclusion, level, checks } = verifySubmission(forged.evidence(), edition2026_1);
  return { conclusion, level, failing: checks.filter(({ verdict }) => verdict === 'FAIL').map(({ id }) => id) };
}

/** The message of a check on a submission. */
export function messageOf(id: CheckId, forged: ForgedSubmission): string {
  return verifySubmission(forged.evidence(), edition2026_1).checks.find((check) => check.id === id)?.message ?? '';
}

/** What the report says that a check does not prove. */
export function limitOf(id: CheckId, forged: ForgedSubmission): string {
  return verifySubmission(forged.evidence(), edition2026_1).checks.find((check) => check.id === id)?.doesNotProve ?? '';
}

export function rejectedBy(level: number, ...failing: CheckId[]): Outcome {
  return { conclusion: 'rejected', level, failing };
}

/** Not caught by this edition: accepted at its highest level, without a failing check. */
export const NOT_CAUGHT: Outcome = { conclusion: 'accepted', level: 2, failing: [] };

/**
 * What a check concludes.
 * - PASS: what it looks for is not there.
 * - FAIL: it is there.
 * - WARN: something a reader should know, that takes no level away.
 * - NOT_APPLICABLE: the submission has nothing for this check to look at.
 * - INCONCLUSIVE: evidence is missing; on a required check this caps the level below it.
 */
export type Verdict = 'PASS' | 'FAIL' | 'WARN' | 'NOT_APPLICABLE' | 'INCONCLUSIVE';

/** The outcome of one check on one submission. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was seen, in a line. */
  readonly observed: string;
  /** What would have passed, in a line. */
  readonly threshold: string;
  /** Where it was seen and what to do about it; '' where there is nothing to say. */
  readonly message: string;
}

export type CheckId = `${'F' | 'S' | 'T' | 'A' | 'R' | 'P'}0${number}`;

/** A finding as the report stores it. */
export interface CheckResult extends Omit<Finding, 'verdict'> {
  readonly id: CheckId;
  readonly title: string;
  readonly level: number;
  readonly isRequired: boolean;
  readonly verdict: Verdict | 'NOT_IN_EDITION';
  readonly doesNotProve: string;
  readonly checkerVersion: string;
}

/** The seven levels, cumulative. */
export const LEVEL_NAMES = [
  'L0 well-formed',
  'L1 signed and timed',
  'L2 trace-consistent',
  'L3 anchored',
  'L4 re-scored',
  'L5 statistically plausible',
  'L6 reproduced',
] as const;

/** Below L0: not even well-formed. */
export const NO_LEVEL = -1;

export function levelName(level: number): string {
  return LEVEL_NAMES[level] ?? 'no level';
}

/** How a result came: trained under a ticket, or imported without one. */
export type Standing = 'ticketed' | 'imported';

const HOLDS: readonly CheckResult['verdict'][] = ['PASS', 'WARN', 'NOT_APPLICABLE', 'NOT_IN_EDITION'];

/**
 * The highest level for which every required check of it and of the levels below holds (PASS, WARN or NOT_APPLICABLE).
 * INCONCLUSIVE caps as FAIL does.
 */
export function levelReached(results: readonly CheckResult[], highestLevel: number): number {
  const broken = results.filter((result) => result.isRequired && !HOLDS.includes(result.verdict));
  return Math.min(highestLevel, ...broken.map((result) => result.level - 1));
}

/** The last level at which a failed required check rejects a submission instead of capping it. */
const REJECTED_TO_LEVEL = 2;

export type Conclusion = 'accepted' | 'rejected';

/** A failed required check at or below L2 rejects; the submission is kept with its report. */
export function concludeSubmission(results: readonly CheckResult[]): Conclusion {
  const isRejected = results.some(
    (result) => result.isRequired && result.verdict === 'FAIL' && result.level <= REJECTED_TO_LEVEL,
  );
  return isRejected ? 'rejected' : 'accepted';
}

export function passed(observed: string, threshold: string, message = ''): Finding {
  return { verdict: 'PASS', observed, threshold, message };
}

export function failed(observed: string, threshold: string, message: string): Finding {
  return { verdict: 'FAIL', observed, threshold, message };
}

export function notApplicable(why: string): Finding {
  return { verdict: 'NOT_APPLICABLE', observed: why, threshold: '', message: '' };
}

export function inconclusive(missing: string): Finding {
  return {
    verdict: 'INCONCLUSIVE',
    observed: `missing: ${missing}`,
    threshold: '',
    message: `This check needs ${missing}.`,
  };
}

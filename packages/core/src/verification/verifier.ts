import { type Run, type RunSummary, summariseRun } from '../run/index.js';
import { VerificationCase } from './case.js';
import { checks } from './checks/registry.js';
import type { Edition } from './edition.js';
import type { Evidence } from './evidence.js';
import { type CheckResult, type Conclusion, concludeSubmission, levelReached, type Standing } from './verdict.js';

/** What the registry publishes about a submission: every check with its number and its limit, and what follows. */
export interface VerificationReport {
  readonly edition: string;
  readonly standing: Standing;
  /** The highest level reached; `NO_LEVEL` below L0. */
  readonly level: number;
  readonly conclusion: Conclusion;
  readonly checks: readonly CheckResult[];
  /** Derived from each run's own record, in the order of the submission's runs; null where it cannot be. */
  readonly summaries: readonly (RunSummary | null)[];
}

/**
 * The ladder. Judges a submission by the checks of an edition; pure, so that anybody who holds the evidence gets the
 * same report.
 */
export function verifySubmission(evidence: Evidence, edition: Edition): VerificationReport {
  const examined = new VerificationCase(evidence);
  const { standing, submission } = examined;
  const results = checks.map((check): CheckResult => {
    const head = {
      id: check.id,
      title: check.title,
      level: check.level,
      doesNotProve: check.doesNotProve,
      checkerVersion: check.version,
    };
    if (!edition.checks.includes(check.id)) {
      return {
        ...head,
        isRequired: false,
        verdict: 'NOT_IN_EDITION',
        observed: '',
        threshold: '',
        message: `Not in edition ${edition.name}.`,
      };
    }
    return { ...head, isRequired: check.requiredFor.includes(standing), ...check.check(examined, edition) };
  });
  return {
    edition: edition.name,
    standing,
    level: levelReached(results, edition.highestLevel),
    conclusion: concludeSubmission(results),
    checks: results,
    summaries: submission.ok ? submission.value.runs.map((run) => summaryOf(run, examined)) : [],
  };
}

function summaryOf(run: Run, examined: VerificationCase): RunSummary | null {
  const task = examined.taskOfRun(run);
  if (task === null) return null;
  const trace = examined.trace(run);
  return summariseRun({
    metric: task.metric,
    target: task.targets?.full ?? null,
    status: run.status,
    totalUpdates: examined.plannedUpdates(run),
    evaluations: run.evaluations,
    trace: trace?.ok === true ? trace.value : null,
  });
}

/** What no level ever proves: printed beside every report. */
export const NEVER_PROVED: readonly string[] = [
  'That no further runs were made outside of tickets and left unreported.',
  'That the hardware is what the runner says it is.',
  'That a policy found on this task does as well on another.',
];

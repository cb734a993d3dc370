import { printPolicy } from '@ratebook/core/policy';
import { type Reading, readStudy, type StudyReading } from '@ratebook/core/study';
import { buildSubmission } from '../job/build-submission.js';
import type { FinishedRun } from '../job/finished-run.js';
import type { StoredStudy, StudyJob } from './study-runs.js';

/** A trial for people and programs. */
export interface TrialLine {
  readonly policy: string;
  readonly origin: string;
  readonly updates: number;
  readonly status: string;
  readonly reason: string | null;
  readonly readings: readonly Reading[];
  /** The trial that it went on from, and after how many updates. */
  readonly fork: { readonly trial: number; readonly t: number } | null;
}

/** A policy that was trained again with fresh seeds. */
export interface Confirmed {
  readonly trial: number;
  readonly policy: string;
  /** The task's metric on the test split, by seed; null where a run has none. */
  readonly tests: readonly (number | null)[];
  /** In the search's own training; null where there is no target, or it was not reached. */
  readonly updatesToTarget: number | null;
}

/** A study that is over, as the registry will read it too. */
export interface StudyResult {
  readonly job: StudyJob;
  readonly reading: StudyReading;
  readonly trials: readonly TrialLine[];
  readonly winner: Confirmed | null;
  readonly runnerUp: Confirmed | null;
  /** The file of the person's own search space; null where the usual one was searched. */
  readonly space: string | null;
}

export function studyResult(
  { job }: StoredStudy,
  finished: readonly FinishedRun[],
  space: StudyResult['space'],
): StudyResult {
  const reading = readStudy(job.study.plan, buildSubmission(job, finished), job.task);
  const { name } = job.task.metric;
  const confirmed = (trial: number | null, updatesToTarget: number | null): Confirmed | null => {
    const policy = trial === null ? undefined : reading.trials[trial]?.policy;
    if (trial === null || policy === undefined) return null;
    const tests = finished
      .filter(({ run }) => run.role === 'arm' && run.arm === trial)
      .map(({ run }) => run.evaluations.findLast(({ split }) => split === 'test')?.metrics[name] ?? null);
    return { trial, policy: printPolicy(policy), tests, updatesToTarget };
  };
  const { outcome, target, trials } = reading;
  return {
    job,
    reading,
    space,
    winner: confirmed(outcome?.winner ?? null, target?.winner ?? null),
    runnerUp: confirmed(outcome?.runnerUp ?? null, target?.runnerUp ?? null),
    trials: trials.map(({ policy, origin, fork, report }, index) => ({
      policy: printPolicy(policy),
      origin,
      updates: report?.updates ?? 0,
      status: finished[index]?.run.status ?? 'pruned',
      reason: finished[index]?.run.reason ?? null,
      readings: report?.readings ?? [],
      fork,
    })),
  };
}

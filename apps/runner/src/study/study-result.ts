import { printPolicy } from '@ratebook/core/policy';
import {
  type PairedGain,
  pairedGain,
  type Reading,
  type ReportOf,
  type StudyCost,
  studyCost,
  type StudyState,
  updatesToTarget,
} from '@ratebook/core/study';
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
  /** Of the search's own training, to the plan's target or else the task's; null where there is none or it was not reached. */
  readonly updatesToTarget: number | null;
}

export interface StudyResult {
  readonly job: StudyJob;
  readonly state: StudyState;
  readonly trials: readonly TrialLine[];
  readonly winner: Confirmed | null;
  readonly runnerUp: Confirmed | null;
  readonly cost: StudyCost;
  /** Winner over runner-up, on the seeds that both were confirmed with. */
  readonly gain: PairedGain | null;
}

export function studyResult(
  { job }: StoredStudy,
  state: StudyState,
  reportOf: ReportOf,
  finished: readonly FinishedRun[],
): StudyResult {
  const { plan } = job.study;
  const { name, direction } = job.task.metric;
  const target = plan.target ?? job.task.targets?.full ?? null;
  const testOf = ({ run }: FinishedRun) =>
    run.evaluations.findLast(({ split }) => split === 'test')?.metrics[name] ?? null;
  const confirmed = (trial: number | null | undefined): Confirmed | null => {
    const policy = trial == null ? undefined : state.trials[trial]?.policy;
    if (trial == null || policy === undefined) return null;
    const runs = finished.filter(({ run }) => run.role === 'arm' && run.arm === trial);
    return {
      trial,
      policy: printPolicy(policy),
      tests: runs.map(testOf),
      updatesToTarget: target === null ? null : updatesToTarget(reportOf(trial)?.readings ?? [], target, direction),
    };
  };
  const [winner, runnerUp] = [confirmed(state.outcome?.winner), confirmed(state.outcome?.runnerUp)];
  const pairs = (winner?.tests ?? []).flatMap((test, index): (readonly [number, number])[] => {
    const other = runnerUp?.tests[index] ?? null;
    return test === null || other === null ? [] : [[test, other]];
  });
  const confirmation = finished
    .filter(({ run }) => run.role === 'arm')
    .reduce((sum, { run }) => sum + run.cost.updates, 0);
  return {
    job,
    state,
    winner,
    runnerUp,
    gain: pairedGain(pairs, direction),
    cost: { ...studyCost(plan, state.trials, reportOf), confirmation },
    trials: state.trials.map(({ policy, origin, fork }, index) => ({
      policy: printPolicy(policy),
      origin,
      updates: reportOf(index)?.updates ?? 0,
      status: finished[index]?.run.status ?? 'pruned',
      reason: finished[index]?.run.reason ?? null,
      readings: reportOf(index)?.readings ?? [],
      fork,
    })),
  };
}

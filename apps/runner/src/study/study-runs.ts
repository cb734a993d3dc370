import { replayStudy, type ReportOf, type StudyOutcome, type StudyState, type StudyTrial } from '@ratebook/core/study';
import type { SubmittedArm } from '@ratebook/core/submission';
import type { RunAsk, StudyExecutor, StudyWatcher } from '../executor/study-executor.js';
import type { Job, PlannedRun } from '../job/job.js';
import { type StoredJob, writeJob } from '../job/job-store.js';
import { StudyBook } from './study-book.js';

/** A job that is a study. */
export type StudyJob = Job & { readonly study: NonNullable<Job['study']> };

export interface StoredStudy extends StoredJob {
  readonly job: StudyJob;
}

/** The job with an arm and a run for every trial. What is there stays: trial i is run i of arm i. */
function withTrials(job: StudyJob, trials: readonly StudyTrial[]): StudyJob {
  const [first] = job.arms;
  const [seeds] = job.study.seeds;
  if (first === undefined || seeds === undefined) throw new RangeError('A study has an arm and a seed.');
  const added = trials.slice(job.arms.length);
  const arms = added.map(({ policy }): SubmittedArm => ({
    ...first,
    policy: JSON.parse(JSON.stringify(policy)) as SubmittedArm['policy'],
  }));
  const runs = added.map((_, offset): PlannedRun => ({ arm: job.arms.length + offset, role: 'trial', ...seeds }));
  return added.length === 0 ? job : { ...job, arms: [...job.arms, ...arms], runs: [...job.runs, ...runs] };
}

/** The job with the runs that confirm: winner and runner-up with every seed but the search's. */
function withConfirmations(job: StudyJob, { winner, runnerUp }: StudyOutcome): StudyJob {
  if (job.runs.some(({ role }) => role === 'arm')) return job;
  const arms = [winner, runnerUp].filter((arm) => arm !== null);
  const runs = job.study.seeds
    .slice(1)
    .flatMap((seeds) => arms.map((arm): PlannedRun => ({ arm, role: 'arm', ...seeds })));
  return { ...job, runs: [...job.runs, ...runs] };
}

async function keep(stored: StoredStudy, job: StudyJob): Promise<StoredStudy> {
  if (job === stored.job) return stored;
  const kept = { ...stored, job };
  await writeJob(kept);
  return kept;
}

/** Who trains, who watches, and whom each decision is told. */
export interface StudyCourse {
  readonly executor: StudyExecutor;
  readonly watcher: StudyWatcher;
  /** Called before a batch is trained, and with the outcome; the same way in a study that goes on after a kill. */
  readonly onState: (state: StudyState, reportOf: ReportOf) => void;
}

/**
 * Brings a study to its outcome, and its winner and runner-up to the end of their confirmation. What is decided follows
 * from the plan and the logs alone, so that a killed study goes on as if it had not been. What is to be trained is written
 * down before it is.
 */
export async function trainStudy(
  begun: StoredStudy,
  course: StudyCourse,
): Promise<{ readonly stored: StoredStudy; readonly state: StudyState }> {
  const { plan } = begun.job.study;
  const book = new StudyBook();
  let stored = begun;
  await book.read(stored, stored.job.arms.keys());
  let state = replayStudy(plan, book.reportOf);
  for (; state.batch !== null; state = replayStudy(plan, book.reportOf)) {
    stored = await keep(stored, withTrials(stored.job, state.trials));
    course.onState(state, book.reportOf);
    const { trials } = state;
    const asks = state.batch.asks.map(({ trial, until }): RunAsk => {
      const fork = trials[trial]?.fork ?? null;
      return { index: trial, until, fork: fork === null ? null : { index: fork.trial, t: fork.t } };
    });
    await course.executor.train(stored, asks, course.watcher);
    await book.read(
      stored,
      asks.map(({ index }) => index),
    );
  }
  course.onState(state, book.reportOf);
  if (state.outcome !== null) stored = await keep(stored, withConfirmations(stored.job, state.outcome));
  const asks = [...stored.job.runs.entries()].flatMap(([index, { role }]): RunAsk[] =>
    role === 'arm' ? [{ index, until: plan.totalUpdates, fork: null }] : [],
  );
  if (asks.length > 0) await course.executor.train(stored, asks, course.watcher);
  return { stored, state };
}

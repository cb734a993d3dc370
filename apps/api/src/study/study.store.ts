import type { PairedGain, StudyPlan } from '@ratebook/core/study';
import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';
import type { RunStatus } from '../run/run.store.js';

/** Candidates that were begun stand among the trials; a climb leaves others out, and of these only their number is kept. */
export type StoredPlan = Omit<StudyPlan, 'candidates'>;

export interface StudyFacts {
  readonly submissionId: number;
  readonly taskId: number;
  readonly method: StoredPlan['method'] | null;
  readonly plan: StoredPlan | null;
  readonly candidateCount: number;
  readonly winner: number | null;
  readonly runnerUp: number | null;
  readonly because: string | null;
  readonly searchUpdates: number;
  readonly searchRestartedUpdates: number;
  readonly rangeTestUpdates: number;
  readonly fullGridUpdates: number;
  readonly confirmationUpdates: number;
  readonly gain: PairedGain | null;
  readonly targetMetric: number | null;
  readonly targetWinner: number | null;
  readonly targetRunnerUp: number | null;
  readonly problem: string | null;
}

export interface StudyRecord extends StudyFacts {
  readonly rowId: number;
  /** The id of its submission. */
  readonly id: string;
  readonly winnerTrialId: number | null;
  readonly runnerUpTrialId: number | null;
  readonly trialCount: number;
  /** The range test that the plan names, where this registry has it. */
  readonly rangeTestRowId: number | null;
  readonly level: number;
  readonly receivedAt: Date;
}

export interface StudyTrialFacts {
  readonly position: number;
  readonly armId: number | null;
  readonly candidate: number | null;
  readonly template: number | null;
  readonly origin: string;
  readonly forkTrial: number | null;
  readonly forkAt: number | null;
  readonly until: number;
  readonly prunedBecause: string | null;
  readonly isConfirmed: boolean;
}

/** A trial and the run that it is; of the run everything is null where the submission lacks it. */
export interface StudyTrialRecord extends StudyTrialFacts {
  readonly rowId: number;
  readonly runRowId: number | null;
  readonly status: RunStatus | null;
  readonly reason: string | null;
  readonly updates: number | null;
}

/** A study by the submission it came in; null where that is none. */
export interface StudyOfSubmission {
  readonly submissionId: number;
  readonly study: StudyRecord | null;
}

export interface SearchCost {
  readonly armId: number;
  /** Updates; null where no study found the arm. */
  readonly updates: number | null;
}

export const STUDY_LIST = 'studies';
export const TRIAL_LIST = 'study-trials';

export class StudyStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #select() {
    return this.#sql`
      select y.id as "rowId", s.hash as id, y.submission_id as "submissionId", y.task_id as "taskId", y.method, y.plan,
        y.candidate_count as "candidateCount", y.winner, y.runner_up as "runnerUp", y.because,
        y.search_updates as "searchUpdates", y.search_restarted_updates as "searchRestartedUpdates",
        y.range_test_updates as "rangeTestUpdates", y.full_grid_updates as "fullGridUpdates",
        y.confirmation_updates as "confirmationUpdates",
        case when y.gain_seeds is null then null else json_build_object('seeds', y.gain_seeds, 'mean', y.gain_mean,
          'lower', y.gain_lower, 'upper', y.gain_upper) end as gain,
        y.target_metric as "targetMetric", y.target_winner as "targetWinner", y.target_runner_up as "targetRunnerUp",
        y.problem, w.id as "winnerTrialId", u.id as "runnerUpTrialId", coalesce(s.level, 0) as level,
        s.received_at as "receivedAt",
        (select count(*) from study_trial t where t.study_id = y.id) as "trialCount",
        (select r.id from submission rs join range_test r on r.submission_id = rs.id and r.task_id = y.task_id
          where rs.hash = y.plan->'rangeTest'->>'submission' and rs.state = 'accepted') as "rangeTestRowId"
      from study y join submission s on s.id = y.submission_id
        left join study_trial w on w.study_id = y.id and w.position = y.winner
        left join study_trial u on u.study_id = y.id and u.position = y.runner_up`;
  }

  /** By the id of its submission, 12 to 64 digits of it. */
  async find(id: string): Promise<StudyRecord | null> {
    if (!/^[0-9a-f]{12,64}$/.test(id)) return null;
    const rows = await this.#sql<StudyRecord[]>`
      ${this.#select()} where s.hash >= ${id} and s.hash <= ${`${id}g`} limit 2`;
    return rows.length === 1 ? (rows[0] ?? null) : null;
  }

  async findOfSubmissions(submissionRowIds: readonly number[]): Promise<readonly StudyOfSubmission[]> {
    const rows = await this.#sql<StudyRecord[]>`
      ${this.#select()} where y.submission_id = any(${submissionRowIds as number[]}::bigint[])`;
    const found = new Map(rows.map((row) => [row.submissionId, row]));
    return submissionRowIds.map((submissionId) => ({ submissionId, study: found.get(submissionId) ?? null }));
  }

  /** Studies of accepted submissions, newest first: of a task, of a model's tasks, those that tried an arm, or all. */
  async list(
    filter: { readonly taskId?: number; readonly modelId?: number; readonly armId?: number },
    request: PageRequest,
  ): Promise<Page<StudyRecord>> {
    const { taskId = null, modelId = null, armId = null } = filter;
    const rows = await this.#sql<StudyRecord[]>`
      ${this.#select()} where s.state = 'accepted' and y.submission_id < ${request.after?.[0] ?? Number.MAX_SAFE_INTEGER}
        ${taskId === null ? this.#sql`` : this.#sql`and y.task_id = ${taskId}`}
        ${modelId === null ? this.#sql`` : this.#sql`and y.task_id in (select id from task where model_id = ${modelId})`}
        ${armId === null ? this.#sql`` : this.#sql`and y.id in (select study_id from study_trial where arm_id = ${armId})`}
      order by y.submission_id desc limit ${request.first + 1}`;
    // Not by the study's own key: one that is verified again is written anew.
    return toPage(STUDY_LIST, request, rows, (row) => [row.submissionId]);
  }

  #selectTrials() {
    return this.#sql`
      select t.id as "rowId", t.position, t.arm_id as "armId", t.candidate, t.template, t.origin, t.fork_trial as "forkTrial",
        t.fork_at as "forkAt", t.until, t.pruned_because as "prunedBecause", t.is_confirmed as "isConfirmed",
        r.id as "runRowId", r.status, r.reason, r.updates
      from study_trial t join study y on y.id = t.study_id
        left join run r on r.submission_id = y.submission_id and r.run_index = t.position and r.role = 'trial'`;
  }

  async trialsOf(rowId: number, request: PageRequest): Promise<Page<StudyTrialRecord>> {
    const rows = await this.#sql<StudyTrialRecord[]>`
      ${this.#selectTrials()} where t.study_id = ${rowId} and t.position > ${request.after?.[0] ?? -1}
      order by t.position limit ${request.first + 1}`;
    return toPage(TRIAL_LIST, request, rows, (row) => [row.position]);
  }

  findTrials(trialIds: readonly number[]): Promise<readonly StudyTrialRecord[]> {
    return this.#sql<StudyTrialRecord[]>`
      ${this.#selectTrials()} where t.id = any(${trialIds as number[]}::bigint[])`;
  }

  /**
   * What finding some arms cost: of the accepted studies that confirmed one, the least of search and range test. A study
   * whose runs are not what its plan asks for found nothing.
   */
  async searchCosts(armIds: readonly number[]): Promise<readonly SearchCost[]> {
    const rows = await this.#sql<{ armId: number; updates: number }[]>`
      select t.arm_id as "armId", min(y.search_updates + y.range_test_updates) as updates
      from study_trial t join study y on y.id = t.study_id and y.problem is null
        join submission s on s.id = y.submission_id and s.state = 'accepted'
      where t.is_confirmed and t.arm_id = any(${armIds as number[]}::bigint[])
      group by t.arm_id`;
    const found = new Map(rows.map(({ armId, updates }) => [armId, updates]));
    return armIds.map((armId) => ({ armId, updates: found.get(armId) ?? null }));
  }

  /** Updates of all runs of an accepted range test of the task; null where this registry has none of that submission. */
  async rangeTestUpdates(submissionHash: string, taskId: number): Promise<number | null> {
    const rows = await this.#sql<{ updates: number | null }[]>`
      select sum(r.updates)::bigint as updates from run r join submission s on s.id = r.submission_id
        join range_test g on g.submission_id = s.id and g.task_id = ${taskId}
      where s.hash = ${submissionHash} and s.state = 'accepted'`;
    return rows[0]?.updates ?? null;
  }

  /** Writes a submission's study anew. */
  async replace(study: StudyFacts, trials: readonly StudyTrialFacts[]): Promise<void> {
    await this.#sql`delete from study_trial where study_id in
      (select id from study where submission_id = ${study.submissionId})`;
    await this.#sql`delete from study where submission_id = ${study.submissionId}`;
    const [row] = await this.#sql<{ id: number }[]>`insert into study ${this.#sql({
      submission_id: study.submissionId,
      task_id: study.taskId,
      method: study.method,
      plan: study.plan === null ? null : this.#sql.json(study.plan as never),
      candidate_count: study.candidateCount,
      winner: study.winner,
      runner_up: study.runnerUp,
      because: study.because,
      search_updates: study.searchUpdates,
      search_restarted_updates: study.searchRestartedUpdates,
      range_test_updates: study.rangeTestUpdates,
      full_grid_updates: study.fullGridUpdates,
      confirmation_updates: study.confirmationUpdates,
      gain_seeds: study.gain?.seeds ?? null,
      gain_mean: study.gain?.mean ?? null,
      gain_lower: study.gain?.lower ?? null,
      gain_upper: study.gain?.upper ?? null,
      target_metric: study.targetMetric,
      target_winner: study.targetWinner,
      target_runner_up: study.targetRunnerUp,
      problem: study.problem,
    })} returning id`;
    const written = trials.map((trial) => ({
      study_id: row?.id ?? 0,
      position: trial.position,
      arm_id: trial.armId,
      candidate: trial.candidate,
      template: trial.template,
      origin: trial.origin,
      fork_trial: trial.forkTrial,
      fork_at: trial.forkAt,
      until: trial.until,
      pruned_because: trial.prunedBecause,
      is_confirmed: trial.isConfirmed,
    }));
    if (written.length > 0) await this.#sql`insert into study_trial ${this.#sql(written)}`;
  }
}

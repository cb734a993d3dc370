import type { Evaluation } from '@ratebook/core/run';
import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';

export type RunStatus = 'completed' | 'diverged' | 'abandoned' | 'pruned';
export type RunRole = 'arm' | 'control' | 'trial';

export interface RunFacts {
  /** The public id. */
  readonly id: string;
  readonly submissionId: number;
  readonly index: number;
  readonly armId: number;
  readonly taskId: number;
  readonly accountId: number;
  readonly role: RunRole;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly seed: number;
  readonly dataSeed: number;
  readonly learningRateSemantics: string;
  readonly finalTest: number | null;
  readonly finalValidation: number | null;
  readonly bestValidation: number | null;
  readonly minimumLoss: number | null;
  readonly updates: number;
  readonly examples: number;
  readonly tokens: number | null;
  readonly flops: number | null;
  readonly wallSeconds: number | null;
  readonly deviceSeconds: number | null;
  readonly traceHash: string;
  readonly lossSuffix: string | null;
  readonly isImported: boolean;
  readonly level: number;
  readonly receivedAt: Date;
}

export interface RunRecord extends RunFacts {
  readonly rowId: number;
}

/** What ranking needs of a run. */
export interface EvaluationsOfRun {
  readonly runRowId: number;
  readonly evaluations: readonly Evaluation[];
}

export interface RankedRun {
  readonly armId: number;
  readonly armHash: string;
  readonly account: string;
  readonly status: RunStatus;
  readonly finalTest: number | null;
  readonly level: number;
  readonly isImported: boolean;
  readonly updates: number;
  readonly tokens: number | null;
  readonly deviceSeconds: number | null;
}

export interface RunFilter {
  readonly taskId: number | null;
  readonly armHash: string | null;
  readonly accountId: number | null;
  readonly status: RunStatus | null;
  readonly submissionId: number | null;
}

export const EVERY_RUN: RunFilter = { taskId: null, armHash: null, accountId: null, status: null, submissionId: null };
export const RUN_LIST = 'runs';
/** The runs within one submission stand in another order, so their cursors are others too. */
export const SUBMISSION_RUN_LIST = 'submission-runs';
const COLUMNS_PER_INSERT = 500;

export class RunStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #select() {
    return this.#sql`
      select r.id as "rowId", r.public_id as id, r.submission_id as "submissionId", r.run_index as index,
        r.arm_id as "armId", r.task_id as "taskId", r.account_id as "accountId", r.role, r.status, r.reason, r.seed,
        r.data_seed as "dataSeed", r.learning_rate_semantics as "learningRateSemantics", r.final_test as "finalTest",
        r.final_validation as "finalValidation", r.best_validation as "bestValidation",
        r.minimum_loss as "minimumLoss", r.updates, r.examples, r.tokens, r.flops, r.wall_seconds as "wallSeconds",
        r.device_seconds as "deviceSeconds", r.trace_hash as "traceHash", r.loss_suffix as "lossSuffix",
        r.is_imported as "isImported", r.level, r.received_at as "receivedAt"
      from run r`;
  }

  async find(id: string): Promise<RunRecord | null> {
    const rows = await this.#sql<RunRecord[]>`${this.#select()} where r.public_id = ${id}`;
    return rows[0] ?? null;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly RunRecord[]> {
    return this.#sql<RunRecord[]>`${this.#select()} where r.id = any(${ids as number[]}::bigint[])`;
  }

  /** Newest first; within a submission in its own order. Runs of rejected submissions are listed under it only. */
  async list(filter: RunFilter, request: PageRequest): Promise<Page<RunRecord>> {
    const isWithin = filter.submissionId !== null;
    const after = request.after?.[0] ?? (isWithin ? -1 : Number.MAX_SAFE_INTEGER);
    const rows = isWithin
      ? await this.#sql<RunRecord[]>`
          ${this.#select()} where r.submission_id = ${filter.submissionId} and r.run_index > ${after}
          order by r.run_index limit ${request.first + 1}`
      : await this.#sql<RunRecord[]>`
          ${this.#select()} join submission s on s.id = r.submission_id and s.state = 'accepted'
          where r.id < ${after}
            ${filter.taskId === null ? this.#sql`` : this.#sql`and r.task_id = ${filter.taskId}`}
            ${filter.armHash === null ? this.#sql`` : this.#sql`and r.arm_id = (select id from arm where hash = ${filter.armHash})`}
            ${filter.accountId === null ? this.#sql`` : this.#sql`and r.account_id = ${filter.accountId}`}
            ${filter.status === null ? this.#sql`` : this.#sql`and r.status = ${filter.status}`}
          order by r.id desc limit ${request.first + 1}`;
    return toPage(isWithin ? SUBMISSION_RUN_LIST : RUN_LIST, request, rows, (row) => [
      isWithin ? row.index : row.rowId,
    ]);
  }

  async listOfArm(armId: number, request: PageRequest): Promise<Page<RunRecord>> {
    const rows = await this.#sql<RunRecord[]>`
      ${this.#select()} join submission s on s.id = r.submission_id and s.state = 'accepted'
      where r.arm_id = ${armId} and r.id < ${request.after?.[0] ?? Number.MAX_SAFE_INTEGER}
      order by r.id desc limit ${request.first + 1}`;
    return toPage(RUN_LIST, request, rows, (row) => [row.rowId]);
  }

  /** Writes a submission's runs anew: verification may be done again under a later edition. */
  async replaceOfSubmission(
    submissionRowId: number,
    runs: readonly { readonly facts: RunFacts; readonly evaluations: readonly Evaluation[] }[],
  ): Promise<void> {
    await this
      .#sql`delete from evaluation where run_id in (select id from run where submission_id = ${submissionRowId})`;
    await this.#sql`delete from run where submission_id = ${submissionRowId}`;
    const ids: number[] = [];
    for (const { facts } of runs) {
      const rows = await this.#sql<{ id: number }[]>`insert into run ${this.#sql(columnsOf(facts))} returning id`;
      ids.push(rows[0]?.id ?? 0);
    }
    const evaluations = runs.flatMap(({ evaluations: list }, index) =>
      list.map(({ t, split, metrics }, position) => ({
        run_id: ids[index] ?? 0,
        position,
        t,
        split,
        metrics: this.#sql.json(metrics),
      })),
    );
    for (let from = 0; from < evaluations.length; from += COLUMNS_PER_INSERT)
      await this.#sql`insert into evaluation ${this.#sql(evaluations.slice(from, from + COLUMNS_PER_INSERT))}`;
  }

  /** What some runs saw of the held-out splits, in order, each run once. */
  async evaluationsOf(runRowIds: readonly number[]): Promise<readonly EvaluationsOfRun[]> {
    const rows = await this.#sql<(Evaluation & { readonly runRowId: number })[]>`
      select run_id as "runRowId", t, split, metrics from evaluation
      where run_id = any(${runRowIds as number[]}::bigint[]) order by run_id, position`;
    const byRun = new Map<number, Evaluation[]>(runRowIds.map((id) => [id, []]));
    for (const { runRowId, ...evaluation } of rows) byRun.get(runRowId)?.push(evaluation);
    return [...byRun].map(([runRowId, evaluations]) => ({ runRowId, evaluations }));
  }

  /** Which other runs end with the same losses. */
  async findBySuffix(suffixes: readonly string[], exceptSubmission: number) {
    if (suffixes.length === 0) return [];
    return this.#sql<{ lossSuffix: string; id: string; seed: number; armHash: string }[]>`
      select r.loss_suffix as "lossSuffix", r.public_id as id, r.seed, a.hash as "armHash"
      from run r join arm a on a.id = r.arm_id
      where r.loss_suffix = any(${suffixes as string[]}) and r.submission_id <> ${exceptSubmission}`;
  }

  /** The runs of accepted submissions that a task's boards rank at a share of its budget. */
  findRanked(taskId: number, budgetShare: number): Promise<readonly RankedRun[]> {
    return this.#sql<RankedRun[]>`
      select r.arm_id as "armId", a.hash as "armHash", acc.handle as account, r.status, r.final_test as "finalTest",
        r.level, r.is_imported as "isImported", r.updates, r.tokens, r.device_seconds as "deviceSeconds"
      from run r join submission s on s.id = r.submission_id and s.state = 'accepted'
        join arm a on a.id = r.arm_id join account acc on acc.id = r.account_id
      where r.task_id = ${taskId} and r.role = 'arm' and a.budget_share = ${budgetShare}
      order by r.id`;
  }
}

function columnsOf(run: RunFacts) {
  return {
    public_id: run.id,
    submission_id: run.submissionId,
    run_index: run.index,
    arm_id: run.armId,
    task_id: run.taskId,
    account_id: run.accountId,
    role: run.role,
    status: run.status,
    reason: run.reason,
    seed: run.seed,
    data_seed: run.dataSeed,
    learning_rate_semantics: run.learningRateSemantics,
    final_test: run.finalTest,
    final_validation: run.finalValidation,
    best_validation: run.bestValidation,
    minimum_loss: run.minimumLoss,
    updates: run.updates,
    examples: run.examples,
    tokens: run.tokens,
    flops: run.flops,
    wall_seconds: run.wallSeconds,
    device_seconds: run.deviceSeconds,
    trace_hash: run.traceHash,
    loss_suffix: run.lossSuffix,
    is_imported: run.isImported,
    level: run.level,
    received_at: run.receivedAt,
  };
}

import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';

export interface RangePointRecord {
  readonly learningRate: number;
  readonly seed: number;
  readonly loss: number | null;
  readonly startLoss: number;
}

export interface RangeTestFacts {
  readonly submissionId: number;
  readonly taskId: number;
  readonly policyId: number;
  readonly method: string;
  readonly prefixUpdates: number;
  readonly best: number | null;
  readonly usableLow: number | null;
  readonly usableHigh: number | null;
  readonly edge: number | null;
}

export interface RangeTestRecord extends RangeTestFacts {
  readonly rowId: number;
  /** The id of its submission. */
  readonly id: string;
  readonly seedCount: number;
  readonly level: number;
  readonly receivedAt: Date;
}

export const RANGE_TEST_LIST = 'range-tests';

export class RangeTestStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #select() {
    return this.#sql`
      select r.id as "rowId", s.hash as id, r.submission_id as "submissionId", r.task_id as "taskId",
        r.policy_id as "policyId", r.method, r.prefix_updates as "prefixUpdates", r.best, r.usable_low as "usableLow",
        r.usable_high as "usableHigh", r.edge, coalesce(s.level, 0) as level, s.received_at as "receivedAt",
        (select count(distinct p.seed) from range_point p where p.range_test_id = r.id) as "seedCount"
      from range_test r join submission s on s.id = r.submission_id`;
  }

  async find(id: string): Promise<RangeTestRecord | null> {
    if (!/^[0-9a-f]{12,64}$/.test(id)) return null;
    const rows = await this.#sql<RangeTestRecord[]>`
      ${this.#select()} where s.hash >= ${id} and s.hash <= ${`${id}g`} limit 2`;
    return rows.length === 1 ? (rows[0] ?? null) : null;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly RangeTestRecord[]> {
    return this.#sql<RangeTestRecord[]>`${this.#select()} where r.id = any(${ids as number[]}::bigint[])`;
  }

  async findOfSubmission(submissionRowId: number): Promise<RangeTestRecord | null> {
    const rows = await this.#sql<RangeTestRecord[]>`${this.#select()} where r.submission_id = ${submissionRowId}`;
    return rows[0] ?? null;
  }

  async list(taskId: number | null, request: PageRequest): Promise<Page<RangeTestRecord>> {
    const rows = await this.#sql<RangeTestRecord[]>`
      ${this.#select()} where s.state = 'accepted' and (${taskId}::bigint is null or r.task_id = ${taskId})
        and r.id < ${request.after?.[0] ?? Number.MAX_SAFE_INTEGER}
      order by r.id desc limit ${request.first + 1}`;
    return toPage(RANGE_TEST_LIST, request, rows, (row) => [row.rowId]);
  }

  pointsOf(rowId: number): Promise<readonly RangePointRecord[]> {
    return this.#sql<RangePointRecord[]>`
      select learning_rate as "learningRate", seed, loss, start_loss as "startLoss" from range_point
      where range_test_id = ${rowId} order by position`;
  }

  /** Writes a submission's range test anew. */
  async replace(rangeTest: RangeTestFacts, points: readonly RangePointRecord[]): Promise<void> {
    await this.#sql`delete from range_point where range_test_id in
      (select id from range_test where submission_id = ${rangeTest.submissionId})`;
    await this.#sql`delete from range_test where submission_id = ${rangeTest.submissionId}`;
    const rows = await this.#sql<{ id: number }[]>`
      insert into range_test (submission_id, task_id, policy_id, method, prefix_updates, best, usable_low, usable_high,
        edge)
      values (${rangeTest.submissionId}, ${rangeTest.taskId}, ${rangeTest.policyId}, ${rangeTest.method},
        ${rangeTest.prefixUpdates}, ${rangeTest.best}, ${rangeTest.usableLow}, ${rangeTest.usableHigh},
        ${rangeTest.edge})
      returning id`;
    await this.#sql`insert into range_point ${this.#sql(
      points.map((point, position) => ({
        range_test_id: rows[0]?.id ?? 0,
        position,
        learning_rate: point.learningRate,
        seed: point.seed,
        loss: point.loss,
        start_loss: point.startLoss,
      })),
    )}`;
  }
}

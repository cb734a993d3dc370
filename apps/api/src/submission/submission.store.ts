import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';
import type { TicketKind } from '../ticket/ticket.store.js';

export type SubmissionState = 'queued' | 'verifying' | 'accepted' | 'rejected' | 'withdrawn';

export interface SubmissionFacts {
  /** SHA-256 of the exact text. */
  readonly id: string;
  readonly text: string;
  readonly signature: string;
  readonly runnerKeyId: number;
  readonly accountId: number;
  readonly taskId: number;
  readonly ticketId: number | null;
  readonly kind: TicketKind;
  readonly receivedAt: Date;
}

export interface SubmissionRecord extends Omit<SubmissionFacts, 'text'> {
  readonly rowId: number;
  /** The id of the key that signed it. */
  readonly keyId: string;
  readonly state: SubmissionState;
  readonly level: number | null;
  readonly levelName: string | null;
}

export const SUBMISSION_LIST = 'submissions';

export class SubmissionStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #select() {
    return this.#sql`
      select s.id as "rowId", s.hash as id, s.signature, s.runner_key_id as "runnerKeyId", k.key_id as "keyId",
        s.account_id as "accountId", s.task_id as "taskId", s.ticket_id as "ticketId", s.kind, s.state, s.level,
        r.level_name as "levelName", s.received_at as "receivedAt"
      from submission s join runner_key k on k.id = s.runner_key_id left join report r on r.submission_id = s.id`;
  }

  /** Stores a submission as received; false where its text was there already. */
  async insert(submission: SubmissionFacts): Promise<boolean> {
    const rows = await this.#sql`
      insert into submission (hash, text, signature, runner_key_id, account_id, task_id, ticket_id, kind, state,
        received_at)
      values (${submission.id}, ${submission.text}, ${submission.signature}, ${submission.runnerKeyId},
        ${submission.accountId}, ${submission.taskId}, ${submission.ticketId}, ${submission.kind}, 'queued',
        ${submission.receivedAt})
      on conflict (hash) do nothing returning 1`;
    return rows.length === 1;
  }

  /** By its hash, or by the first digits (16 or more) that its runs' ids carry. */
  async find(id: string): Promise<SubmissionRecord | null> {
    if (!/^[0-9a-f]{12,64}$/.test(id)) return null;
    const rows = await this.#sql<SubmissionRecord[]>`
      ${this.#select()} where s.hash >= ${id} and s.hash <= ${`${id}g`} order by s.hash limit 2`;
    return rows.length === 1 ? (rows[0] ?? null) : null;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly SubmissionRecord[]> {
    return this.#sql<SubmissionRecord[]>`${this.#select()} where s.id = any(${ids as number[]}::bigint[])`;
  }

  async findOfTicket(ticketRowId: number): Promise<SubmissionRecord | null> {
    const rows = await this.#sql<SubmissionRecord[]>`${this.#select()} where s.ticket_id = ${ticketRowId}`;
    return rows[0] ?? null;
  }

  /** The exact text, as received. */
  async textOf(rowId: number): Promise<string> {
    const rows = await this.#sql<{ text: string }[]>`select text from submission where id = ${rowId}`;
    if (!rows[0]) throw new Error(`There is no submission ${String(rowId)}.`);
    return rows[0].text;
  }

  async markVerifying(rowId: number): Promise<void> {
    await this.#sql`update submission set state = 'verifying' where id = ${rowId} and state = 'queued'`;
  }

  async conclude(rowId: number, state: SubmissionState, level: number): Promise<void> {
    await this.#sql`update submission set state = ${state}, level = ${level}
      where id = ${rowId} and state <> 'withdrawn'`;
  }

  async listOfAccount(accountId: number, request: PageRequest): Promise<Page<SubmissionRecord>> {
    const rows = await this.#sql<SubmissionRecord[]>`
      ${this.#select()}
      where s.account_id = ${accountId} and s.id < ${request.after?.[0] ?? Number.MAX_SAFE_INTEGER}
      order by s.id desc limit ${request.first + 1}`;
    return toPage(SUBMISSION_LIST, request, rows, (row) => [row.rowId]);
  }
}

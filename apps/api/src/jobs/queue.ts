import type { Clock } from '../clock.js';
import type { Connection, Sql } from '../database/client.js';

export type JobKind = 'verify-submission' | 'rank-task';

export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly key: string;
  readonly attempts: number;
  readonly requests: number;
}

export interface QueueState {
  readonly queued: number;
  readonly oldestAgeSeconds: number;
  readonly isStalled: boolean;
}

/** Notified when work arrives, so that nobody has to wait for the next look. */
export const JOB_CHANNEL = 'ratebook_job';

/** A submission is meant to be verified within this time of its receipt. */
export const TARGET_AGE_SECONDS = 120;
const LEASE_SECONDS = 300;
const LONGEST_PAUSE_SECONDS = 300;

/** Work off the request path, in a table of the same database: what was promised in a transaction survives with it. */
export class Queue {
  readonly #sql: Sql;
  readonly #clock: Clock;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** Asks for work, within the caller's transaction where it has one. Asked twice, it is done once. */
  async ask(kind: JobKind, key: string, connection: Connection = this.#sql): Promise<void> {
    const now = this.#clock();
    await connection`
      insert into job (kind, key, queued_at, run_after) values (${kind}, ${key}, ${now}, ${now})
      on conflict (kind, key) do update set requests = job.requests + 1`;
    await connection`select pg_notify(${JOB_CHANNEL}, '')`;
  }

  /** Takes the oldest job that is due and not leased; null where there is none. */
  async lease(): Promise<Job | null> {
    const now = this.#clock();
    const rows = await this.#sql<Job[]>`
      update job set leased_until = ${later(now, LEASE_SECONDS)}, attempts = attempts + 1
      where id = (
        select id from job where run_after <= ${now} and (leased_until is null or leased_until < ${now})
        order by run_after, id limit 1 for update skip locked)
      returning id, kind, key, attempts, requests`;
    return rows[0] ?? null;
  }

  /** Done; one that was asked for again meanwhile stays and is run once more. */
  async finish(job: Job): Promise<void> {
    const now = this.#clock();
    const gone = await this.#sql`delete from job where id = ${job.id} and requests = ${job.requests} returning 1`;
    if (gone.length === 0)
      await this.#sql`update job set leased_until = null, attempts = 0, queued_at = ${now} where id = ${job.id}`;
  }

  /** Failed: tried again after 1, 2, 4 … seconds, five minutes at most. */
  async retry(job: Job, error: unknown): Promise<void> {
    const pause = Math.min(LONGEST_PAUSE_SECONDS, 2 ** (job.attempts - 1));
    const message = error instanceof Error ? error.message : String(error);
    await this.#sql`update job set leased_until = null, run_after = ${later(this.#clock(), pause)},
      last_error = ${message.slice(0, 1000)} where id = ${job.id}`;
  }

  /** Leases of a process that is gone need not run out: the one that starts on this data is the only one. */
  async releaseLeases(): Promise<void> {
    await this.#sql`update job set leased_until = null, run_after = least(run_after, ${this.#clock()})`;
  }

  async state(): Promise<QueueState> {
    const rows = await this.#sql<{ queued: number; oldest: Date | null }[]>`
      select count(*) as queued, min(queued_at) as oldest from job`;
    const { queued, oldest } = rows[0] ?? { queued: 0, oldest: null };
    const oldestAgeSeconds = oldest === null ? 0 : Math.max(0, (this.#clock().getTime() - oldest.getTime()) / 1000);
    return { queued, oldestAgeSeconds, isStalled: oldestAgeSeconds > TARGET_AGE_SECONDS };
  }
}

const later = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);

import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';

/**
 * What happens in the registry, one method a business event: the only place that logs or counts. No token, signature or
 * document text is ever passed in.
 */
export class Events {
  readonly #log: Logger;
  readonly #metrics: Metrics;

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  signedIn(handle: string, isNew: boolean): void {
    this.#log.info({ handle, isNew }, 'signed in');
  }

  keyAdded(handle: string, keyId: string): void {
    this.#log.info({ handle, keyId }, 'key added');
  }

  keyRevoked(handle: string, keyId: string): void {
    this.#log.info({ handle, keyId }, 'key revoked');
  }

  stewardNamed(handle: string): void {
    this.#log.info({ handle }, 'steward named');
  }

  taskProposed(handle: string, task: string): void {
    this.#log.info({ handle, task }, 'task proposed');
  }

  /** `handle` is null where whoever runs the registry did it. */
  taskDecided(handle: string | null, task: string, state: string): void {
    this.#log.info({ handle, task, state }, 'task decided');
  }

  ticketIssued(handle: string, ticket: string, kind: string): void {
    this.#metrics.tickets.inc({ kind });
    this.#log.info({ handle, ticket, kind }, 'ticket issued');
  }

  submissionReceived(submission: string, outcome: 'accepted' | 'duplicate'): void {
    this.#metrics.submissions.inc({ outcome });
    this.#log.info({ submission, outcome }, 'submission received');
  }

  submissionRefused(codes: readonly string[]): void {
    this.#metrics.submissions.inc({ outcome: 'refused' });
    this.#log.info({ codes }, 'submission refused');
  }

  submissionVerified(submission: string, conclusion: string, level: number, milliseconds: number): void {
    this.#metrics.verifications.inc({ conclusion });
    this.#log.info({ submission, conclusion, level, milliseconds }, 'submission verified');
  }

  boardsRanked(task: string, rows: number): void {
    this.#log.info({ task, rows }, 'boards ranked');
  }

  jobFailed(kind: string, key: string, attempts: number, error: unknown): void {
    this.#metrics.jobFailures.inc({ kind });
    this.#log.error({ kind, key, attempts, error }, 'job failed, will be tried again');
  }

  databaseAway(error: unknown): void {
    this.#log.warn({ error }, 'database away');
  }

  databaseRevived(): void {
    this.#log.warn('the embedded PostgreSQL had died and was started again; nothing committed is lost');
  }

  databaseNotRevived(error: unknown): void {
    this.#log.error({ error }, 'the embedded PostgreSQL has died and could not be started yet');
  }

  queueMeasured(queue: { queued: number; oldestAgeSeconds: number; isStalled: boolean }): void {
    this.#metrics.queuedJobs.set(queue.queued);
    this.#metrics.oldestQueuedSeconds.set(queue.oldestAgeSeconds);
    this.#metrics.queueIsStalled.set(queue.isStalled ? 1 : 0);
  }

  contentLoaded(files: number, milliseconds: number): void {
    this.#log.info({ files, milliseconds }, 'content loaded');
  }

  requestFailed(requestId: string, error: unknown): void {
    this.#log.error({ requestId, error }, 'request failed');
  }
}

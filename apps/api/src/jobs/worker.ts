import type { Sql } from '../database/client.js';
import { isOutage } from '../database/client.js';
import type { RegistryParts } from '../registry-parts.js';
import { verifyAndStore } from '../verification/verification.service.js';
import { type Job, JOB_CHANNEL, type JobKind } from './queue.js';
import { rankTask } from './rank-task.job.js';

const LOOK_EVERY_MS = 1_000;
const PAUSE_IN_OUTAGE_MS = 1_000;

type Handler = (registry: RegistryParts, key: string) => Promise<unknown>;

const handlers: Readonly<Record<JobKind, Handler>> = { 'verify-submission': verifyAndStore, 'rank-task': rankTask };

/**
 * Does the queue's work in this process, one job after another, off the request path. Woken by a notification, and by
 * looking every second, so that a lost notification costs a second. A database that goes away is waited for.
 */
export class Worker {
  readonly #registry: RegistryParts;
  readonly #listener: Sql;
  #isStopping = false;
  #wake: () => void = () => undefined;
  #done: Promise<void> = Promise.resolve();

  /** `listener` is a client of its own: a connection that listens does nothing else. */
  constructor(registry: RegistryParts, listener: Sql) {
    this.#registry = registry;
    this.#listener = listener;
  }

  async start(): Promise<void> {
    await this.#registry.queue.releaseLeases();
    // postgres.js listens again by itself after the database was away.
    await this.#listener.listen(JOB_CHANNEL, () => this.#wake());
    this.#done = this.#loop();
  }

  /** Finishes the job at hand and stops. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#done;
    await this.#listener.end({ timeout: 5 });
  }

  async #loop(): Promise<void> {
    let wasAway = false;
    while (!this.#isStopping) {
      try {
        // The job that was at work when the database went away is still leased, by nobody.
        if (wasAway) await this.#registry.queue.releaseLeases();
        wasAway = false;
        const worked = await workOff(this.#registry);
        this.#registry.events.queueMeasured(await this.#registry.queue.state());
        if (!worked) await this.#pause(LOOK_EVERY_MS);
      } catch (error) {
        wasAway = true;
        this.#registry.events.databaseAway(error);
        await this.#pause(PAUSE_IN_OUTAGE_MS);
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Does one job, if one is due. An outage is thrown; any other failure is written down and tried again later. */
export async function workOff(registry: RegistryParts): Promise<boolean> {
  const job = await registry.queue.lease();
  if (job === null) return false;
  await attempt(registry, job);
  return true;
}

async function attempt(registry: RegistryParts, job: Job): Promise<void> {
  try {
    await handlers[job.kind](registry, job.key);
  } catch (error) {
    if (isOutage(error)) throw error;
    registry.events.jobFailed(job.kind, job.key, job.attempts, error);
    await registry.queue.retry(job, error);
    return;
  }
  await registry.queue.finish(job);
}

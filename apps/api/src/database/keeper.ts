import type { OpenDatabase } from './open-database.js';

const LOOK_EVERY_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** What becomes of a database that died. */
export interface KeeperEvents {
  readonly onRevived: () => void;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Keeps our own PostgreSQL running for as long as the registry serves: it is nobody else's to start. One that died is
 * started again at the same address, so that the pools find it by themselves; where that fails it is tried again, after
 * half a second at first and half a minute at most. Requests are refused as an outage meanwhile.
 */
export class DatabaseKeeper {
  readonly #database: Pick<OpenDatabase, 'revive'>;
  readonly #events: KeeperEvents;
  #timer: NodeJS.Timeout | null = null;
  #look: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(database: Pick<OpenDatabase, 'revive'>, events: KeeperEvents) {
    this.#database = database;
    this.#events = events;
    this.#lookAfter(LOOK_EVERY_MS);
  }

  /** Waits for a start under way; none is begun afterwards. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#look;
  }

  #lookAfter(pauseMs: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#look = this.#reviveOrTryLater(pauseMs);
    }, pauseMs);
  }

  async #reviveOrTryLater(pauseMs: number): Promise<void> {
    try {
      if (await this.#database.revive()) this.#events.onRevived();
      this.#lookAfter(LOOK_EVERY_MS);
    } catch (error) {
      this.#events.onFailed(error);
      this.#lookAfter(Math.min(LONGEST_PAUSE_MS, pauseMs * 2));
    }
  }
}

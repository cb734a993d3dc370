import type { Clock } from '../clock.js';

const MORNING = '2026-03-01T12:00:00.000Z';

/** A clock that stands until a test moves it. */
export class TestClock {
  #now: Date;

  constructor(now: string = MORNING) {
    this.#now = new Date(now);
  }

  /** What the registry reads. */
  readonly read: Clock = () => new Date(this.#now);

  get now(): Date {
    return this.read();
  }

  advance({ seconds }: { readonly seconds: number }): void {
    this.#now = new Date(this.#now.getTime() + seconds * 1000);
  }
}

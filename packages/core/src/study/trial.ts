import type { Policy } from '../policy/index.js';

/** The validation split, measured after `t` updates. Null where it was not a finite number. */
export interface Reading {
  readonly t: number;
  readonly loss: number | null;
  readonly metric: number | null;
}

/** What is known of a trial's training so far. */
export interface TrialReport {
  /** Ascending; the one before the first update left out. */
  readonly readings: readonly Reading[];
  /** Updates made, those shared with the training it was forked from included. */
  readonly updates: number;
  /**
   * How it ended: `completed` after all updates, `diverged`, or `failed` (it could not be trained to its end: out of memory,
   * a worker that died twice). Null while it can be trained further.
   */
  readonly end: 'completed' | 'diverged' | 'failed' | null;
}

/** A training that goes on from where another one was: up to there both are one. */
export interface Fork {
  readonly trial: number;
  readonly t: number;
}

/** One policy that a study tries, with one seed. */
export interface StudyTrial {
  readonly policy: Policy;
  /** Its place among the plan's candidates; null for one that the search composed. */
  readonly candidate: number | null;
  readonly template: number | null;
  readonly origin: string;
  /** Null where it begins at its beginning. */
  readonly fork: Fork | null;
  /** Updates that it has been asked to be trained to, ask by ask, ascending. */
  readonly asked: readonly number[];
  /** Why no more was asked of it; null where it was trained to its end, or still is in the search. */
  readonly prunedBecause: string | null;
}

/** How far a trial has been asked to be trained, in updates. */
export const askedUntil = ({ asked }: Pick<StudyTrial, 'asked'>): number => asked.at(-1) ?? 0;

/** Train a trial until so many updates are done. */
export interface TrialAsk {
  readonly trial: number;
  readonly until: number;
}

/** Asks that do not depend on one another: they can be trained at once, in any order. */
export interface Batch {
  /** For people: "rung 1 of 3, 40 of 400 updates". */
  readonly stage: string;
  readonly asks: readonly TrialAsk[];
}

/** What a study found. */
export interface StudyOutcome {
  /** Null where every trial diverged or failed. */
  readonly winner: number | null;
  /** The next best that did not diverge, given up or not; of a composition, the best single policy. */
  readonly runnerUp: number | null;
  /** For people: why this one, or why none. */
  readonly because: string;
}

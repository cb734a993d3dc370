import type { StoredJob } from '../job/job-store.js';
import type { Notice } from '../monitor/judge.js';
import type { TrainerEvent } from '../trainer/protocol.js';

/** One training that a study asks for: run `index` of its job, until so many updates are done. */
export interface RunAsk {
  readonly index: number;
  readonly until: number;
  /** The run whose training up to `t` is this one's too; null where it begins at its beginning. */
  readonly fork: { readonly index: number; readonly t: number } | null;
}

/** Who watches a study's trainings, of which several may be under way at once. */
export interface StudyWatcher {
  runStarts(ask: RunAsk): void;
  /** `isReplayed`: an earlier process made it happen. */
  event(index: number, event: TrainerEvent, isReplayed: boolean): void;
  notice(index: number, notice: Notice): void;
  /** It is where it was asked to be, or its end came before. */
  runStops(index: number): void;
  /** A training could not go on, and is tried again or given up. */
  runFails(index: number, reason: string, isGivenUp: boolean): void;
}

/** Who trains what a study asks for. */
export interface StudyExecutor {
  readonly name: 'local' | 'ray';
  /**
   * Trains every ask, in any order and as many at once as there is room for. Afterwards the folder of each run holds its
   * log: to its end, or with a checkpoint at `until`; or a `failure.json` that says why it could not be trained. Rejects
   * with what stops the whole study.
   */
  train(stored: StoredJob, asks: readonly RunAsk[], watcher: StudyWatcher): Promise<void>;
  /** Frees what it holds; safe to call again. */
  close(): Promise<void>;
}

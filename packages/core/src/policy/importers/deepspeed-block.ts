import { type Draft, inSequence, MOST_POINTS, tableOf } from './draft.js';
import type { Settings } from './settings.js';

/** One scheduler block, "auto" filled. */
export interface DeepSpeedBlock {
  readonly params: Settings;
  /** `optimizer.params`. */
  readonly optimizer: Settings;
  /** The optimiser's, where it is known. */
  readonly learningRate: number | null;
  /** The schedule's own total, where it is known. */
  readonly scheduledUpdates: number | null;
  /** The run's. */
  readonly totalUpdates: number | null;
  readonly notes: string[];
}

/**
 * How a block begins. DeepSpeed's counter stands at −1 when a schedule is built, and at t − 1 when update t runs: update 0
 * has what the class sets at first, update 1 what belongs to counter 0. With a `last_batch_iteration` of k ≥ 0 update 0
 * has the optimiser's own learning rate and update t ≥ 1 what belongs to counter k + t.
 */
export interface Beginning {
  /** Where update 0 has a learning rate of its own, that one; null where it belongs to the rest. */
  readonly alone: number | null;
  /** What the counter stands at when the rest begins. */
  readonly counter: number;
}

/** Reads how a block begins; null, and refused, where that needs the optimiser's learning rate and it is not known. */
export function beginningOf(
  { params, optimizer, learningRate }: DeepSpeedBlock,
  atFirst: number,
  valueAt: (counter: number) => number,
): Beginning | null {
  const expected = 'a whole number, -1 unless the counter begins elsewhere';
  const counted = params.number('last_batch_iteration', { expected, isWhole: true, least: -1 }) ?? -1;
  if (counted === -1) return { alone: atFirst, counter: 0 };
  if (learningRate === null) {
    optimizer.refuse(
      'lr',
      'the learning rate of the first update, in the file or said beside it',
      'policy.missing-context',
    );
    return null;
  }
  return learningRate === valueAt(counted)
    ? { alone: null, counter: counted }
    : { alone: learningRate, counter: counted + 1 };
}

/** Updates of the run behind its beginning. */
export function updatesBehind({ alone }: Beginning, totalUpdates: number): number {
  return alone === null ? totalUpdates : totalUpdates - 1;
}

/** The rest behind an update 0 that stands alone. */
export function behind({ alone }: Beginning, rest: Draft, totalUpdates: number | null): Draft {
  if (alone === null) return rest;
  const still = { updates: 1, draft: { law: 'constant', learningRate: alone } };
  return inSequence([still, { updates: null, draft: rest }], totalUpdates);
}

/** A table of what no law says; null, and refused at `key`, where it is too long. */
export function tabled(
  { params }: DeepSpeedBlock,
  key: string,
  learningRateAt: (t: number) => number,
  updates: number,
): Draft | null {
  const table = tableOf(learningRateAt, updates);
  const expected = `a schedule that a law says, or at most ${String(MOST_POINTS)} updates, which a table holds`;
  if (table === null) params.refuse(key, expected);
  return table;
}

import type { Recipe, Task } from '@ratebook/core/task';
import { findEmbeddedTask, flopsPerUpdate } from '../trainer/embedded/tasks.js';
import type { ReadyMessage } from '../trainer/protocol.js';

/** What a run has done. */
export interface DoneWork {
  readonly updates: number;
  /** Null where the batch is not of tokens. */
  readonly tokens: number | null;
  readonly ready: ReadyMessage | null;
}

/** Estimated floating-point operations of a run; null where nobody has a formula. */
export type FlopCount = (done: DoneWork) => number | null;

/**
 * How the operations of a task's own trainer are counted. Text, for each token: two operations a parameter forward, two
 * for the gradients of activations, two for those of the parameters that are trained: 6N where all N are, 4N and a
 * little with adapters (Kaplan and others 2020, section 2.1; attention's own share is left out, as there). Nets of
 * images have no such formula.
 */
export function flopCount({ trainer }: Pick<Task, 'trainer'>, { batch }: Pick<Recipe, 'batch'>): FlopCount {
  if (trainer.name === 'torch')
    return ({ tokens, ready }) =>
      tokens === null || ready === null ? null : tokens * (4 * ready.parameters + 2 * ready.trainableParameters);
  const net = findEmbeddedTask(trainer.net)?.net;
  return ({ updates }) => (net === undefined ? null : flopsPerUpdate(net, batch.size) * updates);
}

import type { Recipe, Task } from '@ratebook/core/task';
import { TrainerError } from '../trainer.js';
import type { Dataset } from './data/dataset.js';
import { loadDigits } from './data/digits.js';
import { loadGlosses } from './data/glosses.js';
import { digitsMlp } from './nets/digits-mlp.js';
import { glossBag } from './nets/gloss-bag.js';
import type { Net } from './nets/net.js';

/** The trainer name that a task document gives for what is below. */
export const EMBEDDED_TRAINER = 'embedded';
/** The one device that it knows. */
export const EMBEDDED_DEVICE = 'cpu';
/** The one precision and the one adaptation that the nets have. */
export const EMBEDDED_PRECISION = 'fp32';
const FROM_SCRATCH = 'none';

/** A net and the data that it is trained on: what `task.trainer.net` names. */
export interface EmbeddedTask {
  readonly net: Net;
  readonly loadData: () => Promise<Dataset>;
}

/** Everything that the embedded trainer can run, by `task.trainer.net`. */
export const embeddedTasks: readonly EmbeddedTask[] = [
  { net: digitsMlp, loadData: loadDigits },
  { net: glossBag, loadData: loadGlosses },
];

export function findEmbeddedTask(netName: string): EmbeddedTask | undefined {
  return embeddedTasks.find(({ net }) => net.name === netName);
}

/**
 * What a start asks for. Throws a `TrainerError` (`unsupported`) where the trainer, net, precision, batch unit or
 * adaptation is none that it has.
 */
export function getEmbeddedTask(task: Task, recipe: Recipe, device: string): EmbeddedTask {
  const found = task.trainer.name === EMBEDDED_TRAINER ? findEmbeddedTask(task.trainer.net) : undefined;
  if (!found) {
    throw unsupported(
      `net "${task.trainer.net}" of the trainer "${task.trainer.name}"`,
      embeddedTasks.map(({ net }) => net.name).join(', '),
    );
  }
  if (device !== EMBEDDED_DEVICE) throw unsupported(`device "${device}"`, EMBEDDED_DEVICE);
  if (recipe.precision !== EMBEDDED_PRECISION) throw unsupported(`precision "${recipe.precision}"`, EMBEDDED_PRECISION);
  if (recipe.batch.unit !== 'examples') throw unsupported(`batch in ${recipe.batch.unit}`, 'a batch in examples');
  if (recipe.adaptation.method !== FROM_SCRATCH) {
    throw unsupported(`adaptation "${recipe.adaptation.method}"`, `${FROM_SCRATCH}: the nets are trained from scratch`);
  }
  return found;
}

/**
 * Estimated floating-point operations of one update: forward, and twice as many backward (the usual count for dense
 * layers); the optimiser's own are left out.
 */
export function flopsPerUpdate(net: Net, batchSize: number): number {
  return 3 * net.forwardFlopsPerItem * batchSize;
}

function unsupported(what: string, has: string): TrainerError {
  return new TrainerError('unsupported', `The embedded trainer has no ${what}.`, `It has: ${has}.`);
}

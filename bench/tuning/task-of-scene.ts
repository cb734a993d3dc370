import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { ROOT } from '../processes.js';
import { digitsTask } from '../torch/torch-training.js';
import type { Scene } from './scenes.js';

/** The task that a scene trains: with its batch size, and as many updates an epoch as that makes. */
export async function taskOf({ task: slug, batchSize }: Scene): Promise<Task> {
  if (slug === 'digits-lenet') return digitsTask({ net: 'lenet', batch: batchSize });
  const text = await readFile(join(ROOT, 'content/tasks', `${slug}.json`), 'utf8');
  const task = valueOrThrow(parseTask(JSON.parse(text)));
  if (task.recipe.batch.size === batchSize) return task;
  const updatesPerEpoch = Math.floor(task.data.splits.train / batchSize);
  return valueOrThrow(
    parseTask({
      ...task,
      recipe: { ...task.recipe, batch: { ...task.recipe.batch, size: batchSize } },
      trainer: { ...task.trainer, updatesPerEpoch },
    }),
  );
}

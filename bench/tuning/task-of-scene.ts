import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { ROOT } from '../processes.js';
import { digitsTask } from '../torch/torch-training.js';
import type { Scene } from './scenes.js';

/** As PyTorch has it unasked, and the learning rate that goes with it. */
const ADAMW = { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum: null, nesterov: null };
const ADAMW_BASELINE = { version: 1, law: 'constant', learningRate: 1e-3 };

/** The task that a scene trains: with its batch size, as many updates an epoch as that makes, and its optimiser. */
export async function taskOf({ task: slug, batchSize, isAdamW = false }: Scene): Promise<Task> {
  if (slug === 'digits-lenet') return digitsTask({ net: 'lenet', batch: batchSize });
  const text = await readFile(join(ROOT, 'content/tasks', `${slug}.json`), 'utf8');
  const task = valueOrThrow(parseTask(JSON.parse(text)));
  const { optimizer, batch } = task.recipe;
  if (batch.size === batchSize && !isAdamW) return task;
  return valueOrThrow(
    parseTask({
      ...task,
      recipe: {
        ...task.recipe,
        optimizer: isAdamW ? { ...optimizer, ...ADAMW } : optimizer,
        batch: { ...batch, size: batchSize },
      },
      baseline: isAdamW ? ADAMW_BASELINE : task.baseline,
      trainer: { ...task.trainer, updatesPerEpoch: Math.floor(task.data.splits.train / batchSize) },
    }),
  );
}

import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { createEmbeddedTrainer } from '../../../apps/runner/src/trainer/embedded/embedded-trainer.js';
import { createTorchTrainer } from '../../../apps/runner/src/trainer/torch/torch-trainer.js';
import type { Trainer } from '../../../apps/runner/src/trainer/trainer.js';
import { ROOT } from '../../processes.js';
import { digitsTask } from '../../torch/torch-training.js';
import type { Scene } from '../scenes.js';

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

/** Trains a task's scenes; null where it needs PyTorch and there is none. */
export function trainerOf({ trainer }: Task, python: string | null): Trainer | null {
  if (trainer.name === 'embedded') return createEmbeddedTrainer();
  if (python === null) return null;
  const { signal } = new AbortController();
  const dataFolder = join(tmpdir(), 'ratebook-landscape-data');
  return createTorchTrainer({ python, device: 'cpu', microBatch: null, dataFolder, variables: env, signal });
}

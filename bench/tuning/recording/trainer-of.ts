import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Task } from '@ratebook/core/task';
import { createEmbeddedTrainer } from '../../../apps/runner/src/trainer/embedded/embedded-trainer.js';
import { createTorchTrainer } from '../../../apps/runner/src/trainer/torch/torch-trainer.js';
import type { Trainer } from '../../../apps/runner/src/trainer/trainer.js';

/** Trains a task's scenes; null where it needs PyTorch and there is none. */
export function trainerOf({ trainer }: Task, python: string | null): Trainer | null {
  if (trainer.name === 'embedded') return createEmbeddedTrainer();
  if (python === null) return null;
  const { signal } = new AbortController();
  const dataFolder = join(tmpdir(), 'ratebook-landscape-data');
  return createTorchTrainer({ python, device: 'cpu', microBatch: null, dataFolder, variables: env, signal });
}

import { join } from 'node:path';
import type { Task } from '@ratebook/core/task';
import type { Environment } from '../environment.js';
import { CommandFailure, UsageError } from '../failure.js';
import { findPython } from '../python/find-python.js';
import { inspectMachine, taskFault } from '../python/machine.js';
import { createEmbeddedTrainer } from '../trainer/embedded/embedded-trainer.js';
import { EMBEDDED_DEVICE } from '../trainer/embedded/tasks.js';
import { createTorchTrainer } from '../trainer/torch/torch-trainer.js';
import type { Trainer } from '../trainer/trainer.js';

/** Where a task is trained, and how much of a batch at once: matters of this machine, not of the task. */
export interface TrainerOptions {
  /** `auto` (a GPU where there is one), `cpu`, `cuda`, `cuda:1` …, `mps`. */
  readonly device: string;
  /** Examples of one forward pass, over what the task says; null: as the task says. */
  readonly microBatch: number | null;
}

/** Downloaded data sets and converted models. */
export const dataFolder = (home: string) => join(home, 'data');

/**
 * The trainer of a task, looked at before anything is begun: what this machine has not is said here (`unsupported`,
 * `python.missing`), and not after a ticket was taken.
 */
export async function trainerOfTask(
  environment: Environment,
  task: Task,
  { device, microBatch }: TrainerOptions,
  signal: AbortSignal,
): Promise<Trainer> {
  if (task.trainer.name === 'embedded') {
    if (device !== 'auto' && device !== EMBEDDED_DEVICE)
      throw new UsageError(`--device ${device}: ${task.slug} is trained by the runner itself, on the CPU alone.`);
    if (microBatch !== null)
      throw new UsageError(`--micro-batch: ${task.slug} is trained by the runner itself, always on whole batches.`);
    return createEmbeddedTrainer();
  }
  const python = await findPython(environment);
  if (python === null)
    throw new CommandFailure(
      `${task.slug} is trained by PyTorch, and no Python is set up. ratebook setup makes an environment for it; ratebook setup --python PATH takes one of yours.`,
      1,
      ['python.missing'],
    );
  const { variables } = environment;
  const fault = taskFault(await inspectMachine(python.path, variables, signal), task, device);
  if (fault !== null)
    throw new CommandFailure(`${fault} (Python: ${python.path}, by ${python.from})`, 1, ['unsupported']);
  return createTorchTrainer({
    python: python.path,
    device,
    microBatch,
    dataFolder: dataFolder(environment.home),
    variables,
    signal,
  });
}

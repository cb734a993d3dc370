import { tmpdir } from 'node:os';
import process from 'node:process';
import { describe, it } from 'vitest';
import { NEEDS_PYTHON, pythonForTests } from '../../python/testing.js';
import { describeTrainerContract } from '../testing/trainer-contract.js';
import { lenetTask } from './testing/lenet-task.js';
import { createTorchTrainer } from './torch-trainer.js';

const python = pythonForTests();

if (python === null) describe.skip(`the contract of the torch trainer (${NEEDS_PYTHON})`, () => it('is kept'));
else {
  const task = lenetTask();
  // One trainer for all tests, and so one process where nothing went wrong in it: it must not carry anything over.
  const trainer = createTorchTrainer({
    python,
    device: 'cpu',
    microBatch: null,
    dataFolder: tmpdir(),
    variables: process.env,
    signal: new AbortController().signal,
  });
  describeTrainerContract({
    name: 'torch (lenet on digits)',
    createTrainer: () => trainer,
    job: { task, recipe: task.recipe, device: 'cpu' },
    learningRate: 0.05,
  });
}

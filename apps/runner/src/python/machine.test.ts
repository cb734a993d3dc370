import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../failure.js';
import { lenetTask } from '../trainer/torch/testing/lenet-task.js';
import { inspectMachine, type Machine, taskFault, torchFault } from './machine.js';
import { NEEDS_PYTHON, pythonForTests } from './testing.js';

const machine: Machine = {
  python: '3.12.1',
  executable: '/venv/bin/python',
  packages: { torch: '2.13.0', transformers: '5.24.0' },
  torch: {
    version: '2.13.0',
    build: 'CUDA 13.0',
    driver: '580.10',
    devices: [{ device: 'cuda:0', name: 'NVIDIA L40S', memoryBytes: 48 * 2 ** 30 }],
  },
  torchProblem: null,
};
const { signal } = new AbortController();

describe('what keeps PyTorch tasks from training', () => {
  it('is nothing on a machine that has everything', () => {
    expect(torchFault(machine)).toBeNull();
    for (const device of ['auto', 'cpu', 'cuda', 'cuda:0']) expect(taskFault(machine, lenetTask(), device)).toBeNull();
  });

  it.each([
    [{ python: '3.9.2' }, /Python 3\.9\.2 is too old: expected 3\.11/],
    [{ torch: null }, /PyTorch is not installed there\. ratebook setup/],
    [{ torch: null, torchProblem: 'OSError: libcudart.so.13: no such file' }, /cannot be loaded: OSError: libcudart/],
    [{ torch: { version: '2.3.1', build: 'cpu', driver: null, devices: [] } }, /torch 2\.3\.1 is too old/],
    [{ torch: { version: '1.13.0', build: 'cpu', driver: null, devices: [] } }, /torch 1\.13\.0 is too old/],
  ])('%j', (changes, message) => {
    expect(torchFault({ ...machine, ...changes })).toMatch(message);
  });

  it('is a GPU that was asked for and is not there', () => {
    expect(taskFault(machine, lenetTask(), 'cuda:1')).toMatch(
      /--device cuda:1: torch 2\.13\.0 \(CUDA 13\.0\) sees cuda:0/,
    );
    const cpu = { ...machine, torch: { version: '2.13.0+cpu', build: 'cpu', driver: null, devices: [] } };
    expect(taskFault(cpu, lenetTask(), 'cuda')).toMatch(/sees no GPU\. This is a CPU build/);
    expect(taskFault(cpu, lenetTask(), 'mps')).toMatch(/--device mps/);
  });

  it('is a package that a text task needs', () => {
    const task = lenetTask();
    if (task.trainer.name !== 'torch') throw new Error('another task');
    const text = { ...task, trainer: { ...task.trainer, net: 'causal-lm' as const } };
    const qlora = {
      ...text,
      recipe: { ...task.recipe, adaptation: { ...task.recipe.adaptation, method: 'qlora', quantization: 'nf4' } },
    };
    expect(taskFault(machine, text, 'auto')).toBeNull();
    expect(taskFault(machine, qlora, 'auto')).toMatch(/packages peft, bitsandbytes\. ratebook setup --text/);
    expect(taskFault({ ...machine, packages: { torch: '2.13.0' } }, text, 'auto')).toMatch(/package transformers\./);
  });
});

describe('a Python that is asked', () => {
  it('is said to be none where it is none, with what it said', async () => {
    await expect(inspectMachine('/no/such/python', process.env, signal)).rejects.toThrow(
      /\/no\/such\/python cannot be used: there is no program/,
    );
    await expect(inspectMachine(process.execPath, process.env, signal)).rejects.toMatchObject({
      codes: ['python.broken'],
    });
  });

  it('is not called broken where the person stopped while it was asked', async () => {
    const stop = new AbortController();
    const asked = inspectMachine(process.execPath, process.env, stop.signal);
    stop.abort();
    await expect(asked).rejects.toBeInstanceOf(Interrupted);
  });

  it.skipIf(pythonForTests() === null)(`says what it has (${NEEDS_PYTHON})`, async () => {
    const said = await inspectMachine(pythonForTests() ?? '', process.env, signal);
    expect(torchFault(said)).toBeNull();
    // A build's name (+cu130) is in torch's own version alone where the package comes from PyPI.
    const base = (version: string | undefined) => version?.split('+')[0];
    expect(base(said.packages['torch'])).toBe(base(said.torch?.version));
  });
});

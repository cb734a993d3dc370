import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startingTask, UNMEASURED_DIGEST } from '@ratebook/core/proposal';
import type { Task } from '@ratebook/core/task';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment.js';
import { Output } from '../output.js';
import { NEEDS_PYTHON, pythonForTests } from '../python/testing.js';
import { Registry } from '../registry/registry.js';
import { lenetTask } from '../trainer/torch/testing/lenet-task.js';
import { taskCheckCommand } from './task-check.js';
import { readTaskFile, taskText } from './task-file.js';

const python = pythonForTests();

/** A network of one layer on points of two classes, by the three functions of a custom training. */
const SCRIPT = `import torch
from torch import nn
from torch.nn import functional
from ratebook_worker.custom import Evaluation


def build(setting):
    points = torch.randn(400, 2, generator=torch.Generator().manual_seed(1))
    labels = (points.sum(dim=1) > 0).long()
    split = {"train": slice(0, 320), "validation": slice(320, 360), "test": slice(360, 400)}
    return nn.Linear(2, 2), {name: (points[part], labels[part]) for name, part in split.items()}


def loss(model, batch):
    points, labels = batch
    return functional.cross_entropy(model(points), labels, reduction="sum"), len(labels)


def evaluate(model, data):
    points, labels = data
    return Evaluation({"loss": functional.cross_entropy(model(points), labels).item()}, None)
`;

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ratebook-task-check-'));
  path = join(folder, 'task.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function check(task: Task): Promise<string> {
  await writeFile(path, taskText(task));
  const environment = readEnvironment({ ...process.env, RATEBOOK_HOME: folder, RATEBOOK_PYTHON: python ?? '' });
  const { signal } = new AbortController();
  let written = '';
  const sink = { write: (text: string) => (written += text) };
  const output = new Output({ isJson: false, hasColor: false, out: sink, errors: sink });
  const registry = new Registry(environment.apiUrl, signal);
  const options = { train: true, write: true, device: 'cpu', microBatch: null };
  await taskCheckCommand({ environment, output, registry, signal }, path, options);
  return written;
}

describe.skipIf(python === null)(`ratebook task check --write with PyTorch, ${NEEDS_PYTHON}`, () => {
  it('measures digest and sizes of a task that nobody has trained, and leaves a measured one as it is', async () => {
    const task = lenetTask();
    const trainer = { ...task.trainer, parameterCount: 1, updatesPerEpoch: 35, expectedSeconds: 90_000 };
    const written = await check({ ...task, data: { ...task.data, digest: UNMEASURED_DIGEST }, trainer });
    expect(written).toContain('trainer.updatesPerEpoch: 35 is measured as 34');
    const measured = await readTaskFile(path);
    expect(measured.data).toEqual(task.data);
    expect(measured.trainer).toMatchObject({ updatesPerEpoch: 34, parameterCount: 19_754 });
    expect(measured.trainer.expectedSeconds).toBeLessThan(90_000);
    const before = await readFile(path, 'utf8');
    expect(await check(measured)).toContain('It fits and trains as it is written.');
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('takes the digest of a script of one’s own', async () => {
    const script = join(folder, 'script.py');
    await writeFile(script, SCRIPT);
    const start = startingTask('custom', 'my-points');
    if (start.trainer.name !== 'torch') throw new Error('A custom task is of the PyTorch worker.');
    const data = { ...start.data, splits: { train: 320, validation: 40, test: 40 } };
    const model = { source: 'directory', name: script, revision: null } as const;
    await check({ ...start, data, trainer: { ...start.trainer, model } });
    const measured = await readTaskFile(path);
    expect(measured.data.digest).not.toBe(UNMEASURED_DIGEST);
    expect(measured.trainer).toMatchObject({ updatesPerEpoch: 10, parameterCount: 6 });
    expect(measured.trainer.name === 'torch' && measured.trainer.scriptDigest).toMatch(/^(?!0{64})[0-9a-f]{64}$/);
  });
});

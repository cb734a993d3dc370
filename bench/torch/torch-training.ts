import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask, type Task } from '@ratebook/core/task';
import { monitorRun } from '../../apps/runner/src/monitor/learning-rate-monitor.js';
import { ASSETS_FOLDER, workerVariables } from '../../apps/runner/src/python/worker-environment.js';
import { TRAINER_PROTOCOL } from '../../apps/runner/src/trainer/protocol.js';
import { createTorchTrainer } from '../../apps/runner/src/trainer/torch/torch-trainer.js';
import type { Trainer } from '../../apps/runner/src/trainer/trainer.js';
import { type Figure, median } from '../figure.js';
import { ROOT } from '../processes.js';
import { learningRatesPerSecond } from './learning-rates-per-second.js';

const BARE_LOOP = fileURLToPath(new URL('bare_loop.py', import.meta.url));
const UPDATES = 1000;
const ROUNDS = 7;
const POLICY = 'cosine(0.05, warmup=5%)';

/** A net on the digits. The runner's own work is the same for both: it is measured where it weighs most. */
interface Net {
  readonly net: 'lenet' | 'resnet';
  readonly batch: number;
}
const CHEAP: Net = { net: 'lenet', batch: 32 };
/** About ten milliseconds an update on one core. */
const COSTLY: Net = { net: 'resnet', batch: 160 };

/** What both loops are measured by. */
interface Measured {
  readonly millisecondsPerUpdate: number;
  readonly peakMemoryBytes: number;
}

/**
 * What the runner adds to a PyTorch training: the same model, data and learning rates with it and in a bare loop, in turns,
 * each in a process of its own (where memory happens to lie makes a process of torch faster or slower by some percent).
 */
export async function benchTorch(python: string): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ratebook-bench-torch-'));
  try {
    const [cheap, costly] = [await digitsTask(CHEAP), await digitsTask(COSTLY)];
    const bare: Measured[] = [];
    const monitored: Measured[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await trainBare(python, cheap, folder));
      monitored.push(await trainMonitored(newTrainer(python, folder), cheap, join(folder, `run-${String(round)}`)));
    }
    const tenMilliseconds = await trainBare(python, costly, folder);
    return [...figuresOf(bare, monitored, tenMilliseconds), await learningRatesPerSecond(python)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function newTrainer(python: string, dataFolder: string): Trainer {
  const { signal } = new AbortController();
  return createTorchTrainer({ python, device: 'cpu', microBatch: null, dataFolder, variables: env, signal });
}

/** The digits, but with a net of the worker's. */
export async function digitsTask({ net, batch }: Net): Promise<Task> {
  const digits = JSON.parse(await readFile(join(ROOT, 'content/tasks/digits-mlp.json'), 'utf8')) as Task;
  const updatesPerEpoch = Math.floor(digits.data.splits.train / batch);
  const sizes = { parameterCount: 77_562, updatesPerEpoch, tokensPerUpdate: null, expectedSeconds: 5 };
  const data = { source: 'package', name: 'digits', configuration: null, revision: null };
  return valueOrThrow(
    parseTask({
      ...digits,
      slug: `digits-${net}`,
      recipe: { ...digits.recipe, batch: { size: batch, unit: 'examples' } },
      trainer: {
        name: 'torch',
        net,
        ...sizes,
        model: null,
        data: { ...data, fields: {}, splits: null, template: null },
        sequenceLength: null,
        packing: false,
        microBatch: null,
        scriptDigest: null,
      },
    }),
  );
}

function startOf(task: Task) {
  return {
    type: 'start' as const,
    protocol: TRAINER_PROTOCOL as typeof TRAINER_PROTOCOL,
    task,
    recipe: task.recipe,
    budget: { unit: 'updates' as const, amount: UPDATES, updates: UPDATES },
    seed: 1,
    dataSeed: 2,
    device: 'cpu',
    checkpointEvery: null,
    evaluateAt: [UPDATES],
  };
}

const policy = valueOrThrow(compilePolicy(valueOrThrow(parsePolicy(POLICY)), { totalUpdates: UPDATES }));

function trainBare(python: string, task: Task, directory: string): Promise<Measured> {
  const learningRates = Array.from({ length: UPDATES }, (_, t) => policy.learningRateAt(t));
  const asked = { start: { ...startOf(task), directory, resumeFrom: null }, learningRates, assets: ASSETS_FOLDER };
  return new Promise((resolve, reject) => {
    const child = spawn(python, [BARE_LOOP], { env: workerVariables(env), stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as Measured);
      else reject(new Error(`The bare loop ended with ${String(code)}.`));
    });
    child.stdin.end(JSON.stringify(asked));
  });
}

/** From the first update that was told to the last one, as the log has them: neither start nor evaluation are in it. */
async function trainMonitored(trainer: Trainer, task: Task, directory: string): Promise<Measured> {
  const lines = await monitorRun({
    trainer,
    policy,
    start: startOf(task),
    directory,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
  const told = lines.flatMap(({ message, elapsed }) => (message.type === 'update' ? [elapsed] : []));
  const memory = lines.flatMap(({ message }) => (message.type === 'usage' ? (message.peakMemoryBytes ?? []) : []));
  const [first = NaN, last = NaN] = [told[0], told.at(-1)];
  if (told.length !== UPDATES) throw new Error(`The monitored run has ${String(told.length)} updates.`);
  return { millisecondsPerUpdate: (1000 * (last - first)) / (UPDATES - 1), peakMemoryBytes: Math.max(...memory) };
}

function figuresOf(bare: readonly Measured[], monitored: readonly Measured[], costly: Measured): readonly Figure[] {
  // The least of each: what else the machine does only ever adds.
  const fastest = (all: readonly Measured[]) => Math.min(...all.map((one) => one.millisecondsPerUpdate));
  const memory = (all: readonly Measured[]) => median(all.map((one) => one.peakMemoryBytes));
  const added = fastest(monitored) - fastest(bare);
  return [
    {
      id: 'runner.torch-overhead-ms',
      value: added,
      unit: 'ms/update',
      goal: 0.1,
      better: 'lower',
      about: `what worker and runner add to a LeNet on the digits, batch ${String(CHEAP.batch)}, ${String(UPDATES)} updates of ${fastest(bare).toFixed(2)} ms in a bare PyTorch loop; least of ${String(ROUNDS)} runs of each in turns`,
    },
    {
      id: 'runner.torch-overhead-share',
      value: added / costly.millisecondsPerUpdate,
      unit: 'share',
      goal: 0.01,
      better: 'lower',
      about: `the same as a share of an update of ${costly.millisecondsPerUpdate.toFixed(1)} ms: a ResNet on the digits, batch ${String(COSTLY.batch)}, in a bare loop`,
    },
    {
      id: 'runner.torch-memory-ratio',
      value: memory(monitored) / memory(bare),
      unit: 'ratio',
      goal: null,
      better: 'lower',
      about: 'peak memory of the worker’s process beside the bare loop’s, same runs',
    },
  ];
}

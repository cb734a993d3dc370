import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Interrupted } from '../../failure.js';
import { NEEDS_PYTHON, pythonForTests } from '../../python/testing.js';
import type { RunnerMessage, StartMessage, TrainerEvent } from '../protocol.js';
import { TrainerError, type Training } from '../trainer.js';
import { lenetTask } from './testing/lenet-task.js';
import { createTorchTrainer, WORKER_LOG } from './torch-trainer.js';

const READY = {
  type: 'ready',
  protocol: 1,
  trainer: 'torch',
  versions: {},
  updatesPerEpoch: 34,
  tokensPerUpdate: null,
  parameters: 10,
  trainableParameters: 10,
  groups: ['default'],
  dataDigest: 'a'.repeat(64),
  weightsDigest: 'b'.repeat(64),
  device: 'cpu',
};
const RATES: RunnerMessage = { type: 'rates', from: 0, learningRates: { default: [0.1] } };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ratebook-worker-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(text: string): Promise<string> {
  const path = join(folder, 'python');
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

/** A worker that is none of ours: `say` writes a message, `started` runs once it was told to start, `told` at each line after. */
const stranger = (started: string, told = '') =>
  program(`#!/usr/bin/env node
const { writeFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
const ready = ${JSON.stringify(READY)};
let isStarted = false;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  if (isStarted) { ${told} }
  else { isStarted = true; ${started} }
});
`);

const trainerOf = (python: string, signal = new AbortController().signal) =>
  createTorchTrainer({ python, device: 'cpu', microBatch: null, dataFolder: folder, variables: process.env, signal });

function startMessage(changes: Partial<StartMessage> = {}): StartMessage {
  const task = lenetTask();
  return {
    type: 'start',
    protocol: 1,
    task,
    recipe: task.recipe,
    budget: { unit: 'updates', amount: 60, updates: 60 },
    seed: 1,
    dataSeed: 2,
    device: 'cpu',
    directory: join(folder, 'run'),
    resumeFrom: null,
    checkpointEvery: 10,
    evaluateAt: [60],
    ...changes,
  };
}

async function eventsOf(training: Training): Promise<TrainerEvent[]> {
  const events: TrainerEvent[] = [];
  for await (const event of training.events) if (event.type !== 'usage') events.push(event);
  return events;
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function waitFor<T>(look: () => Promise<T | null>): Promise<T> {
  for (let count = 0; count < 400; count += 1) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    await setTimeout(25);
  }
  throw new Error('It did not come.');
}

describe.skipIf(process.platform === 'win32')('a worker that misbehaves', () => {
  it('is stopped where it writes what is no message, and its words are shown, two hundred characters of them', async () => {
    const python = await stranger(`say(ready); process.stdout.write('Downloading '.repeat(50) + '\\n')`);
    const training = await trainerOf(python).start(startMessage());
    const [error] = await eventsOf(training);
    expect(error).toMatchObject({ type: 'error', code: 'internal' });
    expect((error as { message: string }).message).toMatch(/no message of .*: (Downloading ){16}Download…$/);
  });

  it('is quoted where it ends by itself, and all that it wrote is kept in the run’s folder', async () => {
    const python = await stranger(
      `say(ready); process.stderr.write('line\\n'.repeat(70) + 'CUDA error: device-side assert\\n', () => process.exit(3))`,
    );
    const training = await trainerOf(python).start(startMessage());
    const [error] = await eventsOf(training);
    expect(error).toMatchObject({
      type: 'error',
      code: 'internal',
      message: expect.stringMatching(/ended with exit code 3 .*\n(line\n){7}CUDA error: device-side assert$/),
      hint: expect.stringContaining(join(folder, 'run', WORKER_LOG)),
    });
    expect((await readFile(join(folder, 'run', WORKER_LOG), 'utf8')).split('\n')).toHaveLength(72);
  });

  it('is quoted without the progress bars that it drew: they write over themselves, on one line for hours', async () => {
    const python = await stranger(
      `say(ready); process.stderr.write('Loading\\n' + ' 10%\\r 20%\\r'.repeat(500) + ' 99%\\rValueError: no\\n', () => process.exit(1))`,
    );
    const training = await trainerOf(python).start(startMessage());
    const [error] = await eventsOf(training);
    expect((error as { message: string }).message).toMatch(/training did\.\nLoading\nValueError: no$/);
  });

  it('is taken for one that ran out of memory where the system killed it', async () => {
    const python = await stranger(`process.kill(process.pid, 'SIGKILL')`);
    const error = await failureOf(trainerOf(python).start(startMessage()));
    expect(error).toBeInstanceOf(TrainerError);
    expect(error).toMatchObject({ code: 'out-of-memory', hint: expect.stringContaining('--micro-batch') });
  });

  it('is taken for the same where its last words say so', async () => {
    const python = await stranger(
      `process.stderr.write('Traceback\\n  File "x.py", line 1\\nMemoryError\\n', () => process.exit(1))`,
    );
    const error = await failureOf(trainerOf(python).start(startMessage()));
    expect(error).toMatchObject({ code: 'out-of-memory', message: expect.stringContaining('MemoryError') });
  });

  it('is said to be no Python where there is none', async () => {
    const error = await failureOf(trainerOf(join(folder, 'nowhere')).start(startMessage()));
    expect(error).toMatchObject({ code: 'unsupported', hint: expect.stringContaining('ratebook setup') });
  });

  it('ends with all that it started, also where it does not want to', async () => {
    const python = await stranger(
      `process.on('SIGTERM', () => undefined);
       const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)'], { stdio: 'inherit' });
       writeFileSync(${JSON.stringify(join(folder, 'pids'))}, JSON.stringify([process.pid, child.pid]));
       say(ready)`,
    );
    const training = await trainerOf(python).start(startMessage());
    const pids = JSON.parse(await readFile(join(folder, 'pids'), 'utf8')) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await training.close();
    expect(pids.map(isAlive)).toEqual([false, false]);
  }, 20_000);

  it('is given up at once where the person stops while it still loads', async () => {
    const python = await stranger(`writeFileSync(${JSON.stringify(join(folder, 'pid'))}, String(process.pid))`);
    const stop = new AbortController();
    const starting = failureOf(trainerOf(python, stop.signal).start(startMessage()));
    const pid = Number(await waitFor(async () => (await readFile(join(folder, 'pid'), 'utf8')) || null));
    stop.abort();
    expect(await starting).toBeInstanceOf(Interrupted);
    await waitFor(() => Promise.resolve(isAlive(pid) ? null : true));
  });

  it('is not asked again where it died while nobody needed it', async () => {
    const pidPath = join(folder, 'pid');
    const python = await stranger(
      `writeFileSync(${JSON.stringify(pidPath)}, String(process.pid)); say(ready)`,
      `say({ type: 'finished', status: 'completed', t: 0 }); process.exit(0)`,
    );
    const trainer = trainerOf(python);
    for (let round = 0; round < 2; round += 1) {
      const training = await trainer.start(startMessage());
      training.send(RATES);
      expect(await eventsOf(training)).toEqual([{ type: 'finished', status: 'completed', t: 0 }]);
      const pid = Number(await readFile(pidPath, 'utf8'));
      await waitFor(() => Promise.resolve(isAlive(pid) ? null : true));
    }
  });

  it('may go on talking after the end: nobody listens', async () => {
    const python = await stranger(
      `say(ready)`,
      `say({ type: 'finished', status: 'completed', t: 0 }); say(ready); isStarted = false`,
    );
    const trainer = trainerOf(python);
    for (let round = 0; round < 2; round += 1) {
      const training = await trainer.start(startMessage());
      training.send(RATES);
      expect(await eventsOf(training)).toEqual([{ type: 'finished', status: 'completed', t: 0 }]);
      training.send(RATES);
      await training.close();
    }
  });
});

describe.skipIf(pythonForTests() === null)(`a worker that is killed (${NEEDS_PYTHON})`, () => {
  it('loses nothing that a checkpoint has: the next one ends the training with the same events', async () => {
    const pidPath = join(folder, 'pid');
    const python = await program(`#!/bin/sh\necho $$ > ${pidPath}\nexec ${pythonForTests() ?? ''} "$@"\n`);
    const trainer = trainerOf(python);
    const learningRates = Array.from({ length: 60 }, (_, t) => 0.05 * (1 - t / 60));
    const run = async (
      changes: Partial<StartMessage>,
      from: number,
      onEvent?: (event: TrainerEvent) => Promise<void>,
    ) => {
      const training = await trainer.start(startMessage(changes));
      training.send({ type: 'rates', from, learningRates: { default: learningRates.slice(from) } });
      const events: TrainerEvent[] = [];
      for await (const event of training.events) {
        if (event.type !== 'usage') events.push(event);
        await onEvent?.(event);
      }
      return events;
    };
    const whole = await run({}, 0);
    const broken = await run({}, 0, async (event) => {
      if (event.type === 'update' && event.t === 25) process.kill(Number(await readFile(pidPath, 'utf8')), 'SIGKILL');
    });
    expect(broken.at(-1)).toMatchObject({ type: 'error', code: 'out-of-memory' });
    const last = broken.findLast((event) => event.type === 'checkpoint');
    if (last?.type !== 'checkpoint') throw new Error('no checkpoint');
    const { t, path, sha256 } = last;
    const rest = await run({ resumeFrom: { t, path, sha256 } }, t);
    expect(rest).toEqual(whole.slice(whole.findIndex((event) => event.type === 'checkpoint' && event.t === t) + 1));
  });
});

import { compilePolicy, parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { budgetAtShare, evaluationUpdates, parseTask, type Task } from '@ratebook/core/task';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorRun } from '../apps/runner/src/monitor/learning-rate-monitor.js';
import { createEmbeddedTrainer } from '../apps/runner/src/trainer/embedded/embedded-trainer.js';
import { TRAINER_PROTOCOL } from '../apps/runner/src/trainer/protocol.js';
import type { Trainer } from '../apps/runner/src/trainer/trainer.js';
import { type Figure, median } from './figure.js';
import { ROOT } from './processes.js';

const TASKS = ['digits-mlp', 'wordnet-glosses'] as const;
/** The task whose updates are the cheapest: there the runner's own work weighs most. */
const CHEAPEST: (typeof TASKS)[number] = 'digits-mlp';
const ROUNDS = 7;

interface Trained {
  readonly bare: readonly number[];
  readonly monitored: readonly number[];
}

/** What an update of the embedded trainer costs, and what the runner adds by watching it. */
export async function benchTraining(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ratebook-bench-runs-'));
  try {
    const figures: Figure[] = [];
    for (const slug of TASKS) {
      const text = await readFile(join(ROOT, 'content/tasks', `${slug}.json`), 'utf8');
      const task = valueOrThrow(parseTask(JSON.parse(text)));
      const trained = await train(task, folder);
      figures.push(perUpdate(task, trained));
      if (slug === CHEAPEST) figures.push(...overhead(task, trained));
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds per update of whole runs, bare and monitored in turns, after one of each that does not count. */
async function train(task: Task, folder: string): Promise<Trained> {
  const trainer = createEmbeddedTrainer();
  const bare: number[] = [];
  const monitored: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const directory = join(folder, `${task.slug}-${String(round)}`);
    const alone = await trainAlone(trainer, task, `${directory}-bare`);
    const watched = await trainMonitored(trainer, task, directory);
    if (round === 0) continue;
    bare.push(alone);
    monitored.push(watched);
  }
  return { bare, monitored };
}

const SEEDS = { seed: 1, dataSeed: 2 };

function startOf(task: Task) {
  const budget = budgetAtShare(task.budget, 1, task.trainer);
  return {
    type: 'start' as const,
    protocol: TRAINER_PROTOCOL as typeof TRAINER_PROTOCOL,
    task,
    recipe: task.recipe,
    budget,
    ...SEEDS,
    device: 'cpu',
    checkpointEvery: 100,
    evaluateAt: [...evaluationUpdates(task.evaluateAt, budget.updates)],
  };
}

function policyOf(task: Task) {
  const { updates } = budgetAtShare(task.budget, 1, task.trainer);
  return valueOrThrow(compilePolicy(valueOrThrow(parsePolicyDocument(task.baseline)), { totalUpdates: updates }));
}

/** The trainer with nobody between: all learning rates at once, every event received and dropped. */
async function trainAlone(trainer: Trainer, task: Task, directory: string): Promise<number> {
  const start = startOf(task);
  const policy = policyOf(task);
  const { updates } = start.budget;
  await mkdir(directory, { recursive: true });
  const training = await trainer.start({ ...start, directory, resumeFrom: null });
  const began = performance.now();
  const learningRates = Array.from({ length: updates }, (_, t) => policy.learningRateAt(t));
  training.send({
    type: 'rates',
    from: 0,
    learningRates: Object.fromEntries(['default', ...training.ready.groups].map((group) => [group, learningRates])),
  });
  let last = '';
  for await (const event of training.events) last = event.type;
  if (last !== 'finished') throw new Error(`The training of ${task.slug} ended with ${last}.`);
  return (performance.now() - began) / updates;
}

async function trainMonitored(trainer: Trainer, task: Task, directory: string): Promise<number> {
  let began = performance.now();
  const lines = await monitorRun({
    trainer: {
      name: trainer.name,
      device: trainer.device,
      start: async (message) => {
        const training = await trainer.start(message);
        // From the same moment as the bare trainer: its start costs the same with and without a runner.
        began = performance.now();
        return training;
      },
    },
    policy: policyOf(task),
    start: startOf(task),
    directory,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
  const elapsed = performance.now() - began;
  const { updates } = startOf(task).budget;
  if (lines.filter(({ message }) => message.type === 'update').length !== updates)
    throw new Error(`The monitored run of ${task.slug} has not ${String(updates)} updates.`);
  return elapsed / updates;
}

function perUpdate(task: Task, { bare }: Trained): Figure {
  return {
    id: `embedded.ms-per-update.${task.slug}`,
    value: median(bare),
    unit: 'ms/update',
    goal: null,
    better: 'lower',
    about: `the embedded trainer on ${task.slug}, its evaluations and checkpoints included, median of ${String(ROUNDS)} runs`,
  };
}

function overhead(task: Task, { bare, monitored }: Trained): readonly Figure[] {
  // The least of each: what else the machine does only ever adds.
  const added = Math.min(...monitored) - Math.min(...bare);
  return [
    {
      id: 'runner.overhead-ms',
      value: added,
      unit: 'ms/update',
      goal: null,
      better: 'lower',
      about: `what the runner adds to an update of ${task.slug}: learning rates, comparison, log; least of ${String(ROUNDS)} runs with and without it`,
    },
    {
      id: 'runner.overhead-share',
      value: added / Math.min(...bare),
      unit: 'share',
      goal: 0.1,
      better: 'lower',
      about: `the same as a share of the bare trainer’s update; a net that costs more makes it smaller`,
    },
  ];
}

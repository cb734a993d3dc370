import { createHash, randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompiledPolicy, compilePolicy, parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { type Budget, budgetAtShare, type Task } from '@ratebook/core/task';
import { monotonicSeconds } from '../clock.js';
import { CommandFailure, Interrupted } from '../failure.js';
import { readFailure } from '../files/disk-failure.js';
import { type ReadyMessage, TRAINER_PROTOCOL } from '../trainer/protocol.js';
import { type Trainer, TrainerError, type Training } from '../trainer/trainer.js';

/** Updates of a trial: the first is slow, the others say how long one takes. */
const TRIAL_UPDATES = 5;
const TRIAL_SEED = 1;

/** What a trainer says of a task once it has loaded it, and what its first updates were like. */
export interface Trial {
  readonly ready: ReadyMessage;
  /** What the task has to say to be trained so. */
  readonly measured: Task;
  /** Training loss of each update; null where it was not a finite number. */
  readonly losses: readonly (number | null)[];
  /** The validation metrics after the last of them. */
  readonly metrics: Readonly<Record<string, number | null>>;
}

/**
 * Starts the trainer of a task once, and trains the baseline's first updates; the test split is not touched. Digests and
 * sizes that the trainer finds otherwise than the task says do not stop it: `measured` has them as they are.
 */
export async function tryTask(trainer: Trainer, written: Task, signal: AbortSignal): Promise<Trial> {
  const directory = join(tmpdir(), `ratebook-check-${randomUUID()}`);
  const task = await withScriptDigest(written);
  try {
    return await tryIn(directory, trainer, task, signal);
  } catch (error) {
    const found = foundDigest(error);
    if (found === null) throw failureOf(error);
    return await tryIn(directory, trainer, { ...task, data: { ...task.data, digest: found } }, signal).catch(
      (again: unknown) => {
        throw failureOf(again);
      },
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The script of a custom training is a file that can be looked at before anything is started. */
async function withScriptDigest(task: Task): Promise<Task> {
  const { trainer } = task;
  if (trainer.name !== 'torch' || trainer.net !== 'custom' || trainer.model === null) return task;
  const path = trainer.model.name;
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readFailure(error, path);
  });
  return { ...task, trainer: { ...trainer, scriptDigest: createHash('sha256').update(bytes).digest('hex') } };
}

/** A trainer that refuses the digest of the data says which one they have: it stands before the task's own. */
function foundDigest(error: unknown): string | null {
  if (!(error instanceof TrainerError) || error.code !== 'digest-mismatch') return null;
  return /\bthe digest ([0-9a-f]{64})\b/.exec(error.message)?.[1] ?? null;
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof TrainerError)) return error;
  return new CommandFailure(`The trainer stopped (${error.code}): ${error.message} ${error.hint}`.trim(), 1, [
    error.code,
  ]);
}

async function tryIn(directory: string, trainer: Trainer, task: Task, signal: AbortSignal): Promise<Trial> {
  const { budget, policy } = baselineOf(task);
  const updates = Math.min(TRIAL_UPDATES, budget.updates);
  const training = await trainer.start({
    type: 'start',
    protocol: TRAINER_PROTOCOL,
    task,
    recipe: task.recipe,
    // One update more than the trial has: a training that ends with its budget measures the test split.
    budget: { ...budget, updates: Math.max(budget.updates, updates + 1) },
    seed: TRIAL_SEED,
    dataSeed: TRIAL_SEED,
    device: trainer.device,
    directory,
    resumeFrom: null,
    checkpointEvery: null,
    evaluateAt: [updates],
  });
  const abort = () => training.send({ type: 'abort', reason: 'interrupted' });
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) throw new Interrupted();
    return await follow(training, task, policy, updates, signal);
  } finally {
    signal.removeEventListener('abort', abort);
    await training.close();
  }
}

function baselineOf(task: Task): { readonly budget: Budget; readonly policy: CompiledPolicy } {
  const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
  const budget = budgetAtShare(task.budget, 1, task.trainer);
  const context = { totalUpdates: budget.updates, updatesPerEpoch, tokensPerUpdate };
  return { budget, policy: valueOrThrow(compilePolicy(valueOrThrow(parsePolicyDocument(task.baseline)), context)) };
}

async function follow(
  training: Training,
  task: Task,
  policy: CompiledPolicy,
  updates: number,
  signal: AbortSignal,
): Promise<Trial> {
  const { ready } = training;
  const strangers = [...policy.groups.keys()].filter((name) => !ready.groups.includes(name));
  if (strangers.length > 0)
    throw new CommandFailure(
      `baseline.groups: the trainer has no parameter group ${strangers.join(', ')}; it has ${ready.groups.join(', ')}.`,
      1,
      ['unsupported'],
    );
  const base = Array.from({ length: updates }, (_, t) => policy.learningRateAt(t));
  const learningRates = Object.fromEntries(
    ready.groups.map((name) => [name, base.map((learningRate) => learningRate * (policy.groups.get(name) ?? 1))]),
  );
  training.send({ type: 'rates', from: 0, learningRates });
  const losses: (number | null)[] = [];
  const doneAt: number[] = [];
  let [metrics, evaluationSeconds]: [Trial['metrics'], number] = [{}, 0];
  for await (const event of training.events) {
    if (signal.aborted) throw new Interrupted();
    if (event.type === 'error') throw new TrainerError(event.code, event.message, event.hint);
    if (event.type === 'update') {
      losses.push(event.loss);
      doneAt.push(monotonicSeconds());
    }
    if (event.type === 'evaluation') {
      metrics = event.metrics;
      evaluationSeconds = monotonicSeconds() - (doneAt.at(-1) ?? monotonicSeconds());
    }
  }
  return { ready, losses, metrics, measured: measuredTask(task, ready, secondsAnUpdate(doneAt), evaluationSeconds) };
}

/** The first update also warms up; without a second one nothing is known. */
function secondsAnUpdate(doneAt: readonly number[]): number | null {
  const [first, last] = [doneAt[0], doneAt.at(-1)];
  return first === undefined || last === undefined || doneAt.length < 2 ? null : (last - first) / (doneAt.length - 1);
}

/** Machines differ: a time is corrected where it is off by more than this, and long enough for a ticket to care. */
const TIME_TOLERANCE = 3;
const SHORT_SECONDS = 60;

function measuredTask(task: Task, ready: ReadyMessage, updateSeconds: number | null, evaluationSeconds: number): Task {
  const { updatesPerEpoch, tokensPerUpdate } = ready;
  const sizes = { parameterCount: ready.parameters, updatesPerEpoch, tokensPerUpdate };
  const trainer = { ...task.trainer, ...sizes };
  const whole = budgetAtShare(task.budget, 1, trainer).updates;
  const seconds = (updateSeconds ?? 0) * whole + evaluationSeconds * task.evaluateAt.length;
  const isFarOff =
    updateSeconds !== null &&
    Math.max(seconds, trainer.expectedSeconds) > SHORT_SECONDS &&
    (seconds > TIME_TOLERANCE * trainer.expectedSeconds || seconds < trainer.expectedSeconds / TIME_TOLERANCE);
  const expectedSeconds = isFarOff ? Math.max(1, Number(seconds.toPrecision(2))) : trainer.expectedSeconds;
  const digest = ready.dataDigest ?? task.data.digest;
  return { ...task, data: { ...task.data, digest }, trainer: { ...trainer, expectedSeconds } };
}

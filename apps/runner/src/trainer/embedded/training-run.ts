import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ReadyMessage, StartMessage, TrainerEvent } from '../protocol.js';
import { TrainerError } from '../trainer.js';
import { batchOrder } from './batch-order.js';
import {
  type CheckpointOwner,
  float32Bytes,
  readCheckpoint,
  removeCheckpoint,
  type TrainingState,
  writeCheckpoint,
} from './checkpoint.js';
import type { Dataset, SplitName } from './data/dataset.js';
import { compileGraph, type CompiledGraph, engineVersion } from './engine.js';
import { evaluateSplit } from './evaluate-split.js';
import { Inbox } from './inbox.js';
import { initialWeights } from './initial-weights.js';
import { evaluationGraph, newStateName, stateName, trainingGraph } from './net-graphs.js';
import { type Net, parameterCount } from './nets/net.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { optimizerOf } from './optimizers/optimizer-of.js';
import { EMBEDDED_TRAINER, getEmbeddedTask } from './tasks.js';
import { type Feeds, float32Data, float32Tensor } from './tensor.js';
import { writeFileWhole } from '../../files/write-file-whole.js';

/** Checkpoints kept on disk: the newest, and the one before it in case the newest was not yet noted by the runner. */
const KEPT_CHECKPOINTS = 2;

/** A training that is set up and waits for its first learning rate. */
export interface PreparedRun {
  readonly ready: ReadyMessage;
  readonly inbox: Inbox;
  /** Trains until the end; yields everything that the runner is told after `ready`. */
  readonly events: () => AsyncGenerator<TrainerEvent>;
}

/** Loads data through `datasets`, which keeps them for the next training of the same worker. */
export async function prepareRun(start: StartMessage, datasets: Map<string, Dataset>): Promise<PreparedRun> {
  const { net, loadData } = getEmbeddedTask(start.task, start.recipe, start.device);
  const optimizer = optimizerOf(start.recipe.optimizer);
  const data = datasets.get(net.name) ?? (await loadData());
  datasets.set(net.name, data);
  assertDataDigest(start, data);
  await mkdir(start.directory, { recursive: true });

  const { seed, dataSeed, recipe } = start;
  const weights = initialWeights(net, seed);
  const owner: CheckpointOwner = { net: net.name, recipe, seed, dataSeed };
  const state = start.resumeFrom
    ? await readCheckpoint(start.resumeFrom, owner)
    : {
        t: 0,
        parameters: weights,
        states: Array.from({ length: optimizer.stateCount }, () => new Float32Array(weights.length)),
      };
  const order = batchOrder(data.splits.train.items.length, recipe.batch.size, dataSeed);
  if (order.updatesPerEpoch === 0) {
    throw new TrainerError('unsupported', 'The batch is larger than the training split.', 'Take a smaller batch.');
  }
  const step = await compileGraph(trainingGraph(net, recipe));
  const measure = await compileGraph(evaluationGraph(net));
  const inbox = new Inbox(state.t);
  const count = parameterCount(net);
  return {
    inbox,
    ready: {
      type: 'ready',
      protocol: start.protocol,
      trainer: EMBEDDED_TRAINER,
      versions: { node: process.versions.node, 'onnxruntime-web': engineVersion() },
      updatesPerEpoch: order.updatesPerEpoch,
      tokensPerUpdate: null,
      parameters: count,
      trainableParameters: count,
      groups: ['default'],
      dataDigest: data.digest,
      weightsDigest: createHash('sha256').update(float32Bytes(weights)).digest('hex'),
      device: start.device,
    },
    events: async function* () {
      try {
        yield* train({ start, net, data, optimizer, owner, inbox, step, measure, order }, state);
      } finally {
        await step.release();
        await measure.release();
      }
    },
  };
}

interface Run {
  readonly start: StartMessage;
  readonly net: Net;
  readonly data: Dataset;
  readonly optimizer: Optimizer;
  readonly owner: CheckpointOwner;
  readonly inbox: Inbox;
  readonly step: CompiledGraph;
  readonly measure: CompiledGraph;
  readonly order: ReturnType<typeof batchOrder>;
}

/**
 * The loop. At a count of updates where several things are due they come in this order: evaluation, checkpoint; so a run
 * that resumes from a checkpoint repeats nothing that was said before it and misses nothing.
 */
async function* train(run: Run, initial: TrainingState): AsyncGenerator<TrainerEvent> {
  const { start } = run;
  const end = start.evaluateAt.at(-1) ?? 0;
  let state = initial;
  let checkpointed = -1;
  if (state.t === 0 && start.evaluateAt.includes(0)) yield await evaluation(run, state, 'validation');
  while (state.t < end) {
    // The engine never leaves the microtask queue by itself: without this turn no message would ever arrive.
    await setImmediate();
    const instruction = await run.inbox.next();
    if (instruction.kind === 'abort') {
      // Where the training stopped is kept, so that it can go on there.
      if (start.checkpointEvery !== null && state.t > 0 && state.t !== checkpointed)
        yield { type: 'checkpoint', ...(await writeCheckpoint(start.directory, run.owner, state)) };
      yield { type: 'finished', status: 'abandoned', t: state.t };
      return;
    }
    if (instruction.kind === 'finish') {
      if (!start.evaluateAt.includes(state.t)) yield await evaluation(run, state, 'validation');
      yield { type: 'finished', status: 'pruned', t: state.t };
      return;
    }
    const updated = await update(run, state, instruction.learningRate);
    state = updated.state;
    yield updated.event;
    if (updated.event.loss === null) {
      yield { type: 'finished', status: 'diverged', t: state.t };
      return;
    }
    if (start.evaluateAt.includes(state.t)) {
      const held = await evaluation(run, state, 'validation');
      yield held;
      if (held.metrics['loss'] === null) {
        yield { type: 'finished', status: 'diverged', t: state.t };
        return;
      }
    }
    if (start.checkpointEvery !== null && state.t % start.checkpointEvery === 0 && state.t < end) {
      yield { type: 'checkpoint', ...(await writeCheckpoint(start.directory, run.owner, state)) };
      checkpointed = state.t;
      await removeCheckpoint(start.directory, state.t - KEPT_CHECKPOINTS * start.checkpointEvery);
    }
  }
  if (end === start.budget.updates) yield await evaluation(run, state, 'test');
  yield { type: 'finished', status: 'completed', t: state.t };
}

async function update(run: Run, state: TrainingState, learningRate: number) {
  const { optimizer, start, order, data } = run;
  const scalars = optimizer.scalarsAt(state.t);
  const count = state.parameters.length;
  const feeds: Feeds = {
    ...data.splits.train.batch(order.positionsAt(state.t)),
    parameters: float32Tensor([count], state.parameters),
    learningRate: float32Tensor([], Float32Array.of(learningRate)),
    ...Object.fromEntries(state.states.map((vector, index) => [stateName(index), float32Tensor([count], vector)])),
    ...Object.fromEntries(
      optimizer.scalarNames.map((name, index) => [name, float32Tensor([], Float32Array.of(scalars[index] ?? NaN))]),
    ),
  };
  const outputs = await run.step.run(feeds);
  const loss = float32Data(outputs, 'loss')[0] ?? NaN;
  const applied = float32Data(outputs, 'appliedLearningRate')[0] ?? NaN;
  return {
    state: {
      t: state.t + 1,
      parameters: float32Data(outputs, 'newParameters'),
      states: state.states.map((_, index) => float32Data(outputs, newStateName(index))),
    },
    event: {
      type: 'update' as const,
      t: state.t,
      learningRates: { default: applied },
      loss: Number.isFinite(loss) ? loss : null,
      skipped: false,
      examples: start.recipe.batch.size,
      tokens: null,
    },
  };
}

/** Measures a held-out split; the predictions of the test split go to a file. */
async function evaluation(run: Run, state: TrainingState, split: Exclude<SplitName, 'train'>) {
  const result = await evaluateSplit(run.measure, run.data.splits[split], state.parameters);
  const predictions = split === 'test' ? join(run.start.directory, 'predictions.json') : null;
  if (predictions !== null) await writeFileWhole(predictions, JSON.stringify(result.predictions));
  return {
    type: 'evaluation' as const,
    t: state.t,
    split,
    metrics: { accuracy: result.accuracy, loss: result.loss },
    predictions,
  };
}

function assertDataDigest(start: StartMessage, data: Dataset): void {
  if (data.digest === start.task.data.digest) return;
  throw new TrainerError(
    'digest-mismatch',
    `The data set of ${start.task.slug} has the digest ${data.digest} where the task says ${start.task.data.digest}.`,
    'Install the version of the runner and its packages that the task was opened with.',
  );
}

import { Worker } from 'node:worker_threads';
import {
  RunnerMessageSchema,
  StartMessageSchema,
  type ErrorMessage,
  type RunnerMessage,
  type StartMessage,
  type TrainerEvent,
  TrainerMessageSchema,
} from '../protocol.js';
import { toErrorMessage, type Trainer, TrainerError, type Training } from '../trainer.js';
import { EventQueue } from './event-queue.js';
import { EMBEDDED_DEVICE, EMBEDDED_TRAINER } from './tasks.js';

/**
 * The trainer that needs nothing but Node: fixed small nets, trained in a worker thread on the pinned WebAssembly build
 * of onnxruntime. A worker that has finished a training is kept for the next one (its data are loaded and its engine is
 * compiled); it does not keep the process alive.
 */
export function createEmbeddedTrainer(): Trainer {
  const idleWorkers: Worker[] = [];
  return {
    name: EMBEDDED_TRAINER,
    device: EMBEDDED_DEVICE,
    start: (message) => {
      const start = StartMessageSchema.parse(message);
      return startTraining(idleWorkers.pop() ?? createWorker(), start, (worker) => idleWorkers.push(worker));
    },
  };
}

function createWorker(): Worker {
  const isBuilt = import.meta.url.endsWith('.js');
  return new Worker(new URL(isBuilt ? './worker.js' : './worker-from-source.mjs', import.meta.url));
}

function startTraining(worker: Worker, start: StartMessage, giveBack: (worker: Worker) => void): Promise<Training> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const events = new EventQueue<TrainerEvent>(() => void close());
    const end = () => {
      isOver = true;
      worker.off('message', receive).off('error', fail).off('exit', exit);
      events.end();
    };
    const endAndKeep = () => {
      end();
      worker.unref();
      giveBack(worker);
    };
    const close = async () => {
      if (isOver) return;
      end();
      await worker.terminate();
    };
    const report = (message: ErrorMessage) => {
      events.push(message);
      // Of no effect once the training has begun: then the event tells.
      reject(new TrainerError(message.code, message.message, message.hint));
    };
    const send = (message: RunnerMessage) => {
      if (!isOver) worker.postMessage(RunnerMessageSchema.parse(message));
    };
    const receive = (input: unknown) => {
      const message = TrainerMessageSchema.parse(input);
      if (message.type === 'ready') resolve({ ready: message, events, send, close });
      else if (message.type === 'error') report(message);
      else events.push(message);
      if (message.type === 'error' || message.type === 'finished') endAndKeep();
    };
    const fail = (error: unknown) => {
      const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      report(isMemory ? { ...toErrorMessage(error), code: 'out-of-memory' } : toErrorMessage(error));
      end();
    };
    const exit = () => {
      report(toErrorMessage(new Error('The worker thread ended before the training did.')));
      end();
    };

    worker.ref();
    worker.on('message', receive).on('error', fail).on('exit', exit);
    worker.postMessage(start);
  });
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../../failure.js';
import { diskFailure } from '../../files/disk-failure.js';
import { EventQueue } from '../embedded/event-queue.js';
import {
  type ErrorMessage,
  RunnerMessageSchema,
  type RunnerMessage,
  type StartMessage,
  StartMessageSchema,
  type TrainerEvent,
  type TrainerMessage,
} from '../protocol.js';
import { toErrorMessage, type Trainer, TrainerError, type Training } from '../trainer.js';
import { errorOfEnd } from './worker-end.js';
import { type WorkerCommand, type WorkerEnd, WorkerProcess } from './worker-process.js';

/** The trainer name that a task document gives for what is below. */
export const TORCH_TRAINER = 'torch';
/** What the worker wrote to standard error, in the run's directory. */
export const WORKER_LOG = 'worker.log';

export interface TorchTrainerOptions extends WorkerCommand {
  /** `auto`, `cpu`, `cuda`, `cuda:1` …, `mps`. */
  readonly device: string;
  /** Aborted where the person wants everything to stop: what is still being loaded is given up at once. */
  readonly signal: AbortSignal;
}

/**
 * The trainer of PyTorch tasks: a Python process that speaks trainer protocol 1 in JSON lines. One that has finished a
 * training is kept for the next: torch is loaded, and perhaps a GPU warm. After an error that may have left something
 * behind (out of memory, a bug), and wherever a training was closed, the next one gets a new process.
 */
export function createTorchTrainer({ device, signal, ...command }: TorchTrainerOptions): Trainer {
  const idle: WorkerProcess[] = [];
  return {
    name: TORCH_TRAINER,
    device,
    start: (message) => {
      const start = StartMessageSchema.parse(message);
      const worker = takeIdle(idle) ?? WorkerProcess.start(command);
      return startTraining({ worker, start, signal, giveBack: () => idle.push(worker) });
    },
  };
}

/** One that still runs: it may have died since. */
function takeIdle(idle: WorkerProcess[]): WorkerProcess | undefined {
  const worker = idle.pop();
  return worker?.isOver === true ? takeIdle(idle) : worker;
}

interface Beginning {
  readonly worker: WorkerProcess;
  readonly start: StartMessage;
  readonly signal: AbortSignal;
  readonly giveBack: () => void;
}

/** Errors after which the process is as good as new. */
const HARMLESS: readonly ErrorMessage['code'][] = ['data-missing', 'digest-mismatch', 'unsupported', 'non-finite'];

function startTraining({ worker, start, signal, giveBack }: Beginning): Promise<Training> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const events = new EventQueue<TrainerEvent>(() => void close());
    const end = () => {
      isOver = true;
      signal.removeEventListener('abort', giveUp);
      worker.listen(null);
      worker.logTo(null);
      events.end();
    };
    const close = async () => {
      if (isOver) return;
      end();
      await worker.kill();
    };
    const giveUp = () => {
      reject(new Interrupted());
      void close();
    };
    const report = (message: ErrorMessage) => {
      if (isOver) return;
      events.push(message);
      // Of no effect once the training has begun: then the event tells.
      reject(new TrainerError(message.code, message.message, message.hint));
      end();
      if (HARMLESS.includes(message.code)) giveBack();
      else void worker.kill();
    };
    const receive = (message: TrainerMessage) => {
      if (message.type === 'error') report(message);
      else if (message.type === 'ready') {
        // From here on whoever follows the training stops it, after the update that is under way.
        signal.removeEventListener('abort', giveUp);
        resolve({ ready: message, events, send, close });
      } else {
        events.push(message);
        if (message.type !== 'finished') return;
        end();
        giveBack();
      }
    };
    const send = (message: RunnerMessage) => {
      if (!isOver) worker.send(RunnerMessageSchema.parse(message));
    };
    const died = (how: WorkerEnd) => report(errorOfEnd(how, worker.lastLines, join(start.directory, WORKER_LOG)));

    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      mkdirSync(start.directory, { recursive: true });
    } catch (error) {
      report(toErrorMessage(diskFailure(error, start.directory)));
      return;
    }
    worker.logTo(join(start.directory, WORKER_LOG));
    worker.listen({ message: receive, fault: (fault) => report(toErrorMessage(fault)), ended: died });
    worker.send(start);
  });
}

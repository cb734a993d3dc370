import { parentPort } from 'node:worker_threads';
import type { RunnerMessage, StartMessage, TrainerMessage } from '../protocol.js';
import { toErrorMessage } from '../trainer.js';
import type { Dataset } from './data/dataset.js';
import type { Inbox } from './inbox.js';
import { prepareRun } from './training-run.js';

// The worker thread's entry: one training after another, each begun by a start message. Data stay loaded in between.
const datasets = new Map<string, Dataset>();
let inbox: Inbox | null = null;
let lastRun = Promise.resolve();

function post(message: TrainerMessage): void {
  parentPort?.postMessage(message);
}

async function run(start: StartMessage): Promise<void> {
  try {
    const prepared = await prepareRun(start, datasets);
    inbox = prepared.inbox;
    post(prepared.ready);
    for await (const event of prepared.events()) post(event);
  } catch (error) {
    post(toErrorMessage(error));
  } finally {
    inbox = null;
  }
}

parentPort?.on('message', (message: StartMessage | RunnerMessage) => {
  if (message.type === 'start') lastRun = lastRun.then(() => run(message));
  else inbox?.push(message);
});

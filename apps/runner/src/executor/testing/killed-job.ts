import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Job } from '../../job/job.js';
import { readJob } from '../../job/job-store.js';
import { createEmbeddedTrainer } from '../../trainer/embedded/embedded-trainer.js';
import { createTorchTrainer } from '../../trainer/torch/torch-trainer.js';
import { pythonForTests } from '../../python/testing.js';
import type { TrainerEvent } from '../../trainer/protocol.js';
import type { Trainer, Training } from '../../trainer/trainer.js';
import { runJob } from '../local.js';
import { CONTENT_FILE, contentOf } from './small-job.js';

/** Where the process ends itself by SIGKILL: nothing of it runs after that, as after a power cut. */
export interface KillPoint {
  readonly run: number;
  /** Of what: an event of the trainer, or the end of a run. */
  readonly at: TrainerEvent['type'] | 'run-end';
  /** The event's count of updates. */
  readonly t: number;
  /** Before the event is written down, or after. */
  readonly when: 'before' | 'after';
}

// Run by resume.test.ts in a process of its own: works on the job in the folder that its first argument names, kills
// itself where the second says, or writes down what the finished job has to say.
const [folder = '', pointText = 'null'] = process.argv.slice(2);
const point = JSON.parse(pointText) as KillPoint | null;
let currentRun = 0;

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing must happen in it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function meets(event: TrainerEvent, when: KillPoint['when']): boolean {
  if (point === null || event.type === 'error') return false;
  return point.run === currentRun && point.at === event.type && point.t === event.t && point.when === when;
}

/** A trainer whose events end the process before the runner hears of them. */
function killing(trainer: Trainer): Trainer {
  return {
    name: trainer.name,
    device: trainer.device,
    start: async (message) => {
      const training = await trainer.start(message);
      async function* events(): Training['events'] & AsyncGenerator<TrainerEvent> {
        for await (const event of training.events) {
          if (meets(event, 'before')) die();
          yield event;
        }
      }
      return {
        ready: training.ready,
        send: (sent) => training.send(sent),
        close: () => training.close(),
        events: events(),
      };
    },
  };
}

function trainerOf({ task }: Job): Trainer {
  if (task.trainer.name === 'embedded') return createEmbeddedTrainer();
  const { signal } = new AbortController();
  const python = pythonForTests() ?? 'python3';
  const command = { python, device: 'cpu', microBatch: null, dataFolder: folder, variables: process.env };
  return createTorchTrainer({ ...command, signal });
}

const job = await readJob(folder);
if (job === null) throw new Error(`There is no job in ${folder}.`);
const finished = await runJob(
  killing(trainerOf(job)),
  { folder, job },
  0,
  {
    runStarts: (index) => (currentRun = index),
    event: (_, event, isReplayed) => {
      if (!isReplayed && meets(event, 'after')) die();
    },
    runEnds: (index) => {
      if (point?.at === 'run-end' && point.run === index) die();
    },
  },
  new AbortController().signal,
);
writeFileSync(join(folder, CONTENT_FILE), contentOf(job, finished));

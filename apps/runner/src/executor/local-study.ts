import type { CommandFailure } from '../failure.js';
import type { StoredJob } from '../job/job-store.js';
import { monitorRun } from '../monitor/learning-rate-monitor.js';
import { assertNoRayJob } from '../ray/job-note.js';
import { endRun, findFailure, giveUpRun } from '../study/end-run.js';
import { forkRun, isForkedAt, keepCheckpoint } from '../study/fork-run.js';
import type { TrainerErrorCode } from '../trainer/protocol.js';
import { type Trainer, TrainerError } from '../trainer/trainer.js';
import { failureOf, runFolder } from './local.js';
import type { RunAsk, StudyExecutor, StudyWatcher } from './study-executor.js';
import { trainingOf } from './training-of-run.js';

/** What happens to one training and not to the others. The rest (no data, another digest) stops a whole study. */
const OWN_FAULTS: readonly TrainerErrorCode[] = ['out-of-memory', 'internal', 'non-finite'];

/** How often a training is begun or gone on with before it is given up. */
const ATTEMPTS = 2;

export interface LocalStudyOptions {
  /** One a device. */
  readonly trainers: readonly Trainer[];
  /** Trainings at once on each of them. */
  readonly perDevice: number;
  readonly signal: AbortSignal;
}

/** Trains a study's runs on this machine: as many at once as there are places, each in a process or thread of its own. */
export function createLocalStudyExecutor({ trainers, perDevice, signal }: LocalStudyOptions): StudyExecutor {
  const places = trainers.flatMap((trainer) => Array.from({ length: perDevice }, () => trainer));
  return {
    name: 'local',
    train: async (stored, asks, watcher) => {
      await assertNoRayJob(stored.folder);
      const waiting = [...asks];
      const faults: unknown[] = [];
      // Where one device stops the study, the others stop where they can go on.
      const fault = new AbortController();
      const stop = AbortSignal.any([signal, fault.signal]);
      const work = async (trainer: Trainer) => {
        for (let ask = waiting.shift(); ask !== undefined && faults.length === 0; ask = waiting.shift())
          await trainOne({ stored, trainer, signal: stop, watcher }, ask).catch((error: unknown) => {
            faults.push(error);
            fault.abort();
          });
      };
      await Promise.all(places.map(work));
      // All that were under way have stopped before the first fault is said.
      if (faults.length > 0) throw faults[0];
    },
    close: () => Promise.resolve(),
  };
}

interface Place {
  readonly stored: StoredJob;
  readonly trainer: Trainer;
  readonly signal: AbortSignal;
  readonly watcher: StudyWatcher;
}

async function trainOne({ stored, trainer, signal, watcher }: Place, ask: RunAsk): Promise<void> {
  const { index, until, fork } = ask;
  const { job } = stored;
  const planned = job.runs[index];
  if (planned === undefined) throw new RangeError(`The job has no run ${String(index)}.`);
  const directory = runFolder(stored, index);
  if ((await findFailure(directory)) !== null) return;
  if (fork !== null) await forkRun(runFolder(stored, fork.index), directory, fork.t);
  watcher.runStarts(ask);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await monitorRun({
        ...trainingOf(job, planned, trainer.device),
        ...{ trainer, directory, signal, pauseAt: until },
        onEvent: (event, isReplayed) => watcher.event(index, event, isReplayed),
        onNotice: (notice) => watcher.notice(index, notice),
      });
      break;
    } catch (error) {
      if (!(error instanceof TrainerError)) throw error;
      const failure: CommandFailure = failureOf(error);
      if (!OWN_FAULTS.includes(error.code)) throw failure;
      const isGivenUp = attempt === ATTEMPTS;
      watcher.runFails(index, failure.message, isGivenUp);
      if (!isGivenUp) continue;
      await giveUpRun(directory, failure.message);
      await endRun(directory, 'abandoned');
      break;
    }
  }
  if (isForkedAt(job, until)) await keepCheckpoint(directory);
  watcher.runStops(index);
}

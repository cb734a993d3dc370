import { join } from 'node:path';
import { CommandFailure } from '../failure.js';
import { type FinishedRun, finishRun } from '../job/finished-run.js';
import type { Job, PlannedRun } from '../job/job.js';
import type { StoredJob } from '../job/job-store.js';
import type { Notice } from '../monitor/judge.js';
import { type MonitoredRun, monitorRun } from '../monitor/learning-rate-monitor.js';
import type { TrainerEvent } from '../trainer/protocol.js';
import { type Trainer, TrainerError } from '../trainer/trainer.js';
import { flopCount } from './flops.js';
import { trainingOf } from './training-of-run.js';

/** Who watches: told of every event of every run. */
export interface Watcher {
  runStarts(index: number, job: Job): void;
  /** `isReplayed`: an earlier process made it happen. */
  event(index: number, event: TrainerEvent, isReplayed: boolean, job: Job): void;
  runEnds(index: number, finished: FinishedRun, job: Job): void;
  /** What the monitor itself made of an event. */
  notice?(index: number, notice: Notice, job: Job): void;
}

/** The folder of a job's run: its log, checkpoints, predictions. */
export const runFolder = ({ folder }: StoredJob, index: number) => join(folder, `run-${String(index)}`);

/** Trains the runs of a job from `from` on, one after another on this machine, going on where an earlier process stopped. */
export async function runJob(
  trainer: Trainer,
  stored: StoredJob,
  from: number,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<readonly FinishedRun[]> {
  const { job } = stored;
  const finished: FinishedRun[] = [];
  for (const [offset, planned] of job.runs.slice(from).entries()) {
    const index = from + offset;
    watcher.runStarts(index, job);
    const run = await runOne(job, planned, {
      trainer,
      directory: runFolder(stored, index),
      signal,
      onEvent: (event, isReplayed) => watcher.event(index, event, isReplayed, job),
      onNotice: (notice) => watcher.notice?.(index, notice, job),
    });
    watcher.runEnds(index, run, job);
    finished.push(run);
  }
  return finished;
}

type RunSetting = Pick<MonitoredRun, 'trainer' | 'directory' | 'signal' | 'onEvent' | 'onNotice'>;

async function runOne(job: Job, planned: PlannedRun, setting: RunSetting): Promise<FinishedRun> {
  const training = trainingOf(job, planned, setting.trainer.device);
  const lines = await monitorRun({ ...setting, ...training }).catch((error: unknown) => {
    throw error instanceof TrainerError ? failureOf(error) : error;
  });
  // A script may train another net than the task's own trainer does.
  const isOwnTrainer = setting.trainer.name === job.task.trainer.name;
  return finishRun(planned, lines, isOwnTrainer ? flopCount(job.task, training.start.recipe) : () => null);
}

/** What a person is told where a trainer stopped. */
export function failureOf({ code, message, hint }: TrainerError): CommandFailure {
  // What a worker wrote stands in lines of its own; what to do comes after it.
  const between = message.includes('\n') ? '\n' : ' ';
  return new CommandFailure(`The trainer stopped (${code}): ${message}${between}${hint}`.trim(), 1, [code]);
}

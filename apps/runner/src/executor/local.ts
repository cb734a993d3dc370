import { join } from 'node:path';
import { type CompiledPolicy, compilePolicy, parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { evaluationUpdates } from '@ratebook/core/task';
import { CommandFailure } from '../failure.js';
import { type FinishedRun, finishRun } from '../job/finished-run.js';
import type { Job, PlannedRun } from '../job/job.js';
import type { StoredJob } from '../job/job-store.js';
import type { Notice } from '../monitor/judge.js';
import { type MonitoredRun, monitorRun } from '../monitor/learning-rate-monitor.js';
import { TRAINER_PROTOCOL, type TrainerEvent } from '../trainer/protocol.js';
import { type Trainer, TrainerError } from '../trainer/trainer.js';
import { flopCount } from './flops.js';

/** Who watches: told of every event of every run. */
export interface Watcher {
  runStarts(index: number, job: Job): void;
  /** `isReplayed`: an earlier process made it happen. */
  event(index: number, event: TrainerEvent, isReplayed: boolean, job: Job): void;
  runEnds(index: number, finished: FinishedRun, job: Job): void;
  /** What the monitor itself made of an event. */
  notice?(index: number, notice: Notice, job: Job): void;
}

/** Updates between checkpoints, where they are fast; where they are slow, about a minute's. */
const CHECKPOINT_EVERY = 100;
const CHECKPOINT_SECONDS = 60;

function checkpointEvery({ task, arms }: Job): number {
  const updates = arms[0]?.budget.updates ?? 1;
  const inAMinute = Math.floor((CHECKPOINT_SECONDS * updates) / task.trainer.expectedSeconds);
  return Math.max(1, Math.min(CHECKPOINT_EVERY, inAMinute));
}

/**
 * Where a run of a job evaluates: start and end of a range test's prefix, or the task's points; and before the first
 * update, which divergence is measured against. A closed loop has no reading before it has trained: it would answer to it.
 */
function evaluateAt(job: Job, planned: PlannedRun, { loop }: CompiledPolicy): readonly number[] {
  if (job.sweep !== null) return [0, job.sweep.prefixUpdates];
  const points = evaluationUpdates(job.task.evaluateAt, job.arms[planned.arm]?.budget.updates ?? 0);
  return loop === null ? [0, ...points] : points;
}

/** Trains the runs of a job from `from` on, one after another on this machine, going on where an earlier process stopped. */
export async function runJob(
  trainer: Trainer,
  stored: StoredJob,
  from: number,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<readonly FinishedRun[]> {
  const { job, folder } = stored;
  const finished: FinishedRun[] = [];
  for (const [offset, planned] of job.runs.slice(from).entries()) {
    const index = from + offset;
    watcher.runStarts(index, job);
    const run = await runOne(job, planned, {
      trainer,
      directory: join(folder, `run-${String(index)}`),
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
  const arm = job.arms[planned.arm];
  if (arm === undefined) throw new RangeError(`The job has no arm ${String(planned.arm)}.`);
  const policy = valueOrThrow(
    compilePolicy(valueOrThrow(parsePolicyDocument(arm.policy)), {
      totalUpdates: arm.budget.updates,
      updatesPerEpoch: job.task.trainer.updatesPerEpoch,
      tokensPerUpdate: job.task.trainer.tokensPerUpdate,
    }),
  );
  const lines = await monitorRun({
    ...setting,
    policy,
    start: {
      type: 'start',
      protocol: TRAINER_PROTOCOL,
      task: job.task,
      recipe: arm.recipe,
      budget: arm.budget,
      seed: planned.seed,
      dataSeed: planned.dataSeed,
      device: setting.trainer.device,
      checkpointEvery: checkpointEvery(job),
      evaluateAt: [...evaluateAt(job, planned, policy)],
    },
  }).catch((error: unknown) => {
    throw error instanceof TrainerError ? failureOf(error) : error;
  });
  // A script may train another net than the task's own trainer does.
  const isOwnTrainer = setting.trainer.name === job.task.trainer.name;
  return finishRun(planned, lines, isOwnTrainer ? flopCount(job.task, arm.recipe) : () => null);
}

function failureOf({ code, message, hint }: TrainerError): CommandFailure {
  // What a worker wrote stands in lines of its own; what to do comes after it.
  const between = message.includes('\n') ? '\n' : ' ';
  return new CommandFailure(`The trainer stopped (${code}): ${message}${between}${hint}`.trim(), 1, [code]);
}

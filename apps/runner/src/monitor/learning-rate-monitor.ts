import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledPolicy } from '@ratebook/core/policy';
import { monotonicSeconds } from '../clock.js';
import { CommandFailure, Interrupted } from '../failure.js';
import type { StartMessage, TrainerEvent, UpdateMessage } from '../trainer/protocol.js';
import { type Trainer, TrainerError, type Training } from '../trainer/trainer.js';
import { type LogLine, recoverRunLog, RunLogWriter } from './run-log.js';

/** What a monitored run is told. */
export interface MonitoredRun {
  readonly trainer: Trainer;
  readonly policy: CompiledPolicy;
  /** Without `resumeFrom`: the run's own log knows where it stopped. */
  readonly start: Omit<StartMessage, 'resumeFrom' | 'directory'>;
  /** Log, checkpoints and predictions of this run. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Called for each event, also for those of an earlier process. */
  readonly onEvent: (event: TrainerEvent, elapsed: number) => void;
}

export const LOG_FILE = 'events.jsonl';

/** Learning rates are handed over this many updates ahead: a message costs less than a small net's update. */
const BLOCK = 256;

/** A float32 keeps 6e-8 of a value. What is applied may differ by that, and by no more than check T01 allows. */
const RELATIVE_TOLERANCE = 1e-6;
const ABSOLUTE_TOLERANCE = 1e-12;

/**
 * Trains one run under a policy: asks core for every learning rate, hands them over, compares what was applied with what
 * was asked at each update, and writes every event down before it is believed. Goes on where an earlier process was
 * killed. Resolves with the whole log.
 */
export async function monitorRun(run: MonitoredRun): Promise<readonly LogLine[]> {
  await mkdir(run.directory, { recursive: true });
  const path = join(run.directory, LOG_FILE);
  const recovered = await recoverRunLog(path);
  const lines = [...recovered.lines];
  for (const { message, elapsed } of lines) if (message.type !== 'ready') run.onEvent(message, elapsed);
  if (recovered.isFinished) return lines;
  if (run.signal.aborted) throw new Interrupted();
  const training = await run.trainer.start({
    ...run.start,
    directory: run.directory,
    resumeFrom: recovered.resumeFrom,
  });
  const writer = await RunLogWriter.open(path);
  const stop = () => void training.close();
  run.signal.addEventListener('abort', stop, { once: true });
  try {
    const before = lines.at(-1)?.elapsed ?? 0;
    const began = monotonicSeconds();
    const record = async (message: LogLine['message']) => {
      const line = { elapsed: before + monotonicSeconds() - began, message };
      lines.push(line);
      await writer.append(line);
      if (message.type !== 'ready') run.onEvent(message, line.elapsed);
    };
    if (recovered.resumeFrom === null) await record(training.ready);
    await follow(training, run, recovered.resumeFrom?.t ?? 0, record);
  } finally {
    run.signal.removeEventListener('abort', stop);
    await training.close();
    await writer.close();
  }
  if (lines.at(-1)?.message.type !== 'finished') throw new Interrupted();
  return lines;
}

async function follow(
  training: Training,
  run: MonitoredRun,
  from: number,
  record: (event: TrainerEvent) => Promise<void>,
): Promise<void> {
  const lastUpdate = run.start.evaluateAt.at(-1) ?? run.start.budget.updates;
  let asked = from;
  const askFor = (until: number) => {
    const end = Math.min(until, lastUpdate);
    if (end <= asked) return;
    training.send({
      type: 'rates',
      from: asked,
      learningRates: ratesOf(run.policy, training.ready.groups, asked, end),
    });
    asked = end;
  };
  askFor(from + BLOCK);
  for await (const event of training.events) {
    if (event.type === 'error') throw new TrainerError(event.code, event.message, event.hint);
    if (event.type === 'update') {
      assertApplied(run.policy, event);
      if (event.t + BLOCK / 2 >= asked) askFor(event.t + BLOCK);
    }
    await record(event);
  }
}

function ratesOf(
  policy: CompiledPolicy,
  groups: readonly string[],
  from: number,
  to: number,
): Record<string, number[]> {
  const base = Array.from({ length: to - from }, (_, index) => policy.learningRateAt(from + index));
  return Object.fromEntries(
    ['default', ...groups.filter((name) => name !== 'default')].map((name) => {
      const multiplier = policy.groups.get(name) ?? 1;
      return [name, base.map((learningRate) => learningRate * multiplier)];
    }),
  );
}

/** A trainer that applies another learning rate than it was given measures something else: the run stops there. */
function assertApplied(policy: CompiledPolicy, { t, learningRates }: UpdateMessage): void {
  for (const [group, applied] of Object.entries(learningRates)) {
    const asked = policy.learningRateAt(t) * (policy.groups.get(group) ?? 1);
    if (Math.abs(applied - asked) > RELATIVE_TOLERANCE * asked + ABSOLUTE_TOLERANCE) {
      throw new CommandFailure(
        `At update ${String(t)} the trainer applied ${String(applied)} to "${group}" where the policy asks for ${String(asked)}. The run was stopped: it would not be this policy's.`,
      );
    }
  }
}

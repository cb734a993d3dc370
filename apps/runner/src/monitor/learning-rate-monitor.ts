import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledPolicy } from '@ratebook/core/policy';
import { monotonicSeconds } from '../clock.js';
import { CommandFailure, Interrupted } from '../failure.js';
import { makeFolder, namesIn } from '../files/folder.js';
import { SIDE_FILE_ENDING } from '../files/write-file-whole.js';
import type { StartMessage, TrainerEvent, UpdateMessage } from '../trainer/protocol.js';
import { type Trainer, TrainerError, type Training } from '../trainer/trainer.js';
import { Judge, type Notice } from './judge.js';
import { type LogLine, recoverRunLog, type RunLogState, RunLogWriter } from './run-log.js';
import { assertSameTraining } from './same-training.js';
import type { Steering } from './steering.js';
import { countedOn, usageSoFar } from './usage.js';

/** What a monitored run is told. */
export interface MonitoredRun {
  readonly trainer: Trainer;
  readonly policy: CompiledPolicy;
  /** Without `resumeFrom`: the run's own log knows where it stopped. */
  readonly start: Omit<StartMessage, 'resumeFrom' | 'directory'>;
  /** Log, checkpoints and predictions of this run. */
  readonly directory: string;
  /**
   * Updates after which it stops for now, where it is evaluated; its trainer saves where it is. Absent, or at the run's last
   * update: it is trained to its end.
   */
  readonly pauseAt?: number;
  readonly signal: AbortSignal;
  /** Called for each event, also for those of an earlier process, which are replayed. */
  readonly onEvent: (event: TrainerEvent, isReplayed: boolean) => void;
  /** Called where a closed loop changes the learning rate, and where the run is stopped as diverged. */
  readonly onNotice?: (notice: Notice) => void;
}

export const LOG_FILE = 'events.jsonl';

/** A float32 keeps 6e-8 of a value. What is applied may differ by that, and by no more than check T01 allows. */
const RELATIVE_TOLERANCE = 1e-6;
const ABSOLUTE_TOLERANCE = 1e-12;

/**
 * Trains one run under a policy: asks core for every learning rate, hands them over, compares what was applied with what
 * was asked at each update, and writes every event down before it is believed. Goes on where an earlier process was
 * killed. Resolves with the whole log: it ends with the run's end, or with the checkpoint of a pause.
 */
export async function monitorRun(run: MonitoredRun): Promise<readonly LogLine[]> {
  await makeFolder(run.directory);
  const path = join(run.directory, LOG_FILE);
  const recovered = await recoverRunLog(path);
  for (const { message } of recovered.lines) if (message.type !== 'ready') run.onEvent(message, true);
  if (recovered.isFinished || (isPausedAt(run, recovered.lines) && !isDiverged(run, recovered.lines)))
    return recovered.lines;
  if (run.signal.aborted) throw new Interrupted();
  await removeSideFiles(run.directory);
  const training = await run.trainer.start({
    ...run.start,
    directory: run.directory,
    resumeFrom: recovered.resumeFrom,
  });
  // The update under way is finished, and a trainer that can save where it is does so.
  const stop = () => training.send({ type: 'abort', reason: 'interrupted' });
  run.signal.addEventListener('abort', stop, { once: true });
  try {
    // A signal that came while the trainer was starting is not told again.
    if (isAborted(run.signal)) throw new Interrupted();
    const writer = await RunLogWriter.open(path);
    try {
      const lines = await recordTraining(run, training, recovered, writer);
      if (lines.at(-1)?.message.type !== 'finished' && !isPausedAt(run, lines)) throw new Interrupted();
      return lines;
    } finally {
      await writer.close();
    }
  } finally {
    run.signal.removeEventListener('abort', stop);
    await training.close();
  }
}

/** Whether a log ends with the checkpoint that the pause of its run asks for. */
function isPausedAt({ pauseAt }: MonitoredRun, lines: readonly LogLine[]): boolean {
  const last = lines.at(-1)?.message;
  return last?.type === 'checkpoint' && last.t === pauseAt;
}

/** Whether a kill came between a divergence and the end that it makes. */
function isDiverged(run: MonitoredRun, lines: readonly LogLine[]): boolean {
  const judge = new Judge({ policy: run.policy, start: run.start });
  for (const { message } of lines) judge.observe(message);
  return judge.divergence !== null;
}

/** Asked anew after a wait: the compiler would hold on to what it read before. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** What a process left that was killed while it wrote a file. */
async function removeSideFiles(directory: string): Promise<void> {
  for (const name of await namesIn(directory)) {
    if (name.endsWith(SIDE_FILE_ENDING)) await rm(join(directory, name), { force: true });
  }
}

/** Follows a training to where it stops and writes down what happens. Resolves with the whole log. */
async function recordTraining(
  run: MonitoredRun,
  training: Training,
  recovered: RunLogState,
  writer: RunLogWriter,
): Promise<readonly LogLine[]> {
  const lines = [...recovered.lines];
  const before = lines.at(-1)?.elapsed ?? 0;
  const began = monotonicSeconds();
  const usedBefore = usageSoFar(recovered.lines);
  const record = async (said: LogLine['message']) => {
    const message = said.type === 'usage' ? countedOn(usedBefore, said) : said;
    const line = { elapsed: before + monotonicSeconds() - began, message };
    await writer.append(line);
    lines.push(line);
    if (message.type !== 'ready') run.onEvent(message, false);
  };
  assertHasGroups(run.policy, training.ready.groups);
  const [first] = recovered.lines;
  if (first?.message.type === 'ready') assertSameTraining(first.message, training.ready);
  if (recovered.resumeFrom === null) await record(training.ready);
  const judge = new Judge(run);
  for (const { message } of recovered.lines) judge.observe(message);
  await follow(training, run, { from: recovered.resumeFrom?.t ?? 0, judge, record });
  return lines;
}

/** A policy with a multiplier for a group that nobody trains would run as another policy. */
export function assertHasGroups({ groups }: CompiledPolicy, trained: readonly string[]): void {
  const unknown = [...groups.keys()].filter((name) => !trained.includes(name));
  if (unknown.length > 0)
    throw new CommandFailure(
      `The policy names the parameter group "${unknown.join('", "')}"; the trainer has ${trained.join(', ')}.`,
      1,
      ['unsupported'],
    );
}

interface Course {
  /** Updates that were made before. */
  readonly from: number;
  readonly judge: Judge;
  readonly record: (event: TrainerEvent) => Promise<void>;
}

async function follow(training: Training, run: MonitoredRun, { from, judge, record }: Course): Promise<void> {
  const { policy } = run;
  const { steering } = judge;
  const end = run.start.evaluateAt.at(-1) ?? run.start.budget.updates;
  const lastUpdate = Math.min(end, run.pauseAt ?? end);
  let [made, asked] = [from, from];
  let [isStopped, isPausing] = [false, false];
  const askAhead = () => {
    if (judge.divergence !== null) {
      // The trainer has no learning rate beyond this evaluation: it stops right here.
      if (!isStopped) training.send({ type: 'finish', reason: 'diverged' });
      isStopped = true;
      return;
    }
    if (isPausing) return;
    const until = Math.min(steering.knownUntil(made), lastUpdate);
    // A block is sent when half of the last one is used up; where the next update has no learning rate yet, at once.
    if (until <= asked || (asked > made && 2 * (until - asked) < until - made)) return;
    const learningRates = ratesOf(steering, policy, training.ready.groups, asked, until);
    training.send({ type: 'rates', from: asked, learningRates });
    asked = until;
  };
  askAhead();
  for await (const event of training.events) {
    // It stopped because it was told to: the run is not over, and its log does not say so.
    if ((isAborted(run.signal) || isPausing) && (event.type === 'error' || event.type === 'finished')) {
      if (event.type === 'error' || event.status === 'abandoned') return;
    }
    if (event.type === 'error') throw new TrainerError(event.code, event.message, event.hint);
    if (event.type === 'update') {
      assertApplied(steering, policy, event);
      made = event.t + 1;
    }
    // To the trainer a run that it was told to finish is pruned; why it was told is known here.
    const isDiverged = event.type === 'finished' && event.status === 'pruned' && judge.divergence !== null;
    await record(isDiverged ? { ...event, status: 'diverged' } : event);
    // Written down before it is believed: the learning rate that answers to it comes after.
    judge.observe(event);
    askAhead();
    if (isPausing || isStopped || lastUpdate === end || made < lastUpdate || event.type !== 'evaluation') continue;
    // It waits for a learning rate that does not come now: where it waits, it saves.
    isPausing = true;
    training.send({ type: 'abort', reason: 'paused' });
  }
}

function ratesOf(
  steering: Steering,
  policy: CompiledPolicy,
  groups: readonly string[],
  from: number,
  to: number,
): Record<string, number[]> {
  const base = Array.from({ length: to - from }, (_, index) => steering.learningRateAt(from + index));
  return Object.fromEntries(
    ['default', ...groups.filter((name) => name !== 'default')].map((name) => {
      const multiplier = policy.groups.get(name) ?? 1;
      return [name, base.map((learningRate) => learningRate * multiplier)];
    }),
  );
}

/** A trainer that applies another learning rate than it was given measures something else: the run stops there. */
export function assertApplied(steering: Steering, policy: CompiledPolicy, { t, learningRates }: UpdateMessage): void {
  for (const [group, applied] of Object.entries(learningRates)) {
    const asked = steering.learningRateAt(t) * (policy.groups.get(group) ?? 1);
    if (Math.abs(applied - asked) > RELATIVE_TOLERANCE * asked + ABSOLUTE_TOLERANCE) {
      throw new CommandFailure(
        `At update ${String(t)} the trainer applied ${String(applied)} to "${group}" where the policy asks for ${String(asked)}. The run was stopped: it would not be this policy's.`,
      );
    }
  }
}

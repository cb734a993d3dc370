import { readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { digestJson } from '@ratebook/core/canonical';
import { monotonicSeconds } from '../clock.js';
import { failureOf, runFolder } from '../executor/local.js';
import type { RunAsk, StudyExecutor, StudyWatcher } from '../executor/study-executor.js';
import { trainingOf } from '../executor/training-of-run.js';
import { CommandFailure, Interrupted } from '../failure.js';
import { diskFailure } from '../files/disk-failure.js';
import { makeFolder } from '../files/folder.js';
import type { StoredJob } from '../job/job-store.js';
import { LOG_FILE, type MonitoredRun } from '../monitor/learning-rate-monitor.js';
import { readRunLog } from '../monitor/run-log.js';
import { endRun, findFailure, giveUpRun } from '../study/end-run.js';
import { forkRun, isForkedAt, keepCheckpoint } from '../study/fork-run.js';
import { TrainerError } from '../trainer/trainer.js';
import { askDocument, askName, assertOpenLoop } from './ask.js';
import { RayUnreachable } from './client.js';
import { isThere, judgeLines, judgeRunLog } from './judge-log.js';
import { type DriverEvent, Mailbox, type RayAnswer, type RayFault } from './mailbox.js';
import { RoomWatch } from './room-watch.js';
import { RunTail } from './run-tail.js';
import { StudyJob, type StudyJobOptions } from './study-job.js';

/** How often the shared folder is looked at, and the cluster asked for its job. */
const FOLDER_EVERY_MS = 400;
const JOB_EVERY_SECONDS = 2;

const PATIENCE_SECONDS = 60;

/** How long a file that another machine wrote may take to be seen here. */
const FOLDER_LAGS_SECONDS = 30;

export interface RayExecutorOptions extends Omit<StudyJobOptions, 'mailbox' | 'key' | 'studyFolder'> {
  /** A folder that runner and cluster both reach under this path; null where the cluster is on this machine. */
  readonly shared: string | null;
  readonly signal: AbortSignal;
  /** How long a cluster may be away: what it trains comes through the folder all the same. */
  readonly patienceSeconds?: number;
}

/** An ask that is not answered yet. */
interface OpenAsk {
  readonly ask: RunAsk;
  readonly directory: string;
  readonly training: Pick<MonitoredRun, 'policy' | 'start'>;
  readonly tail: RunTail;
  /** Whether other runs may go on from where it is to stop. */
  readonly isForked: boolean;
}

/** Trains a study's runs on a Ray cluster: asks and logs go through a folder, the job through the cluster's Jobs API. */
export class RayExecutor implements StudyExecutor {
  readonly name = 'ray';
  private readonly options: RayExecutorOptions;
  private place: { readonly folder: string; readonly mailbox: Mailbox; readonly job: StudyJob } | null = null;
  private heardEvents = 0;
  private isLeftAtWork = false;

  constructor(options: RayExecutorOptions) {
    this.options = options;
  }

  async train(stored: StoredJob, asks: readonly RunAsk[], watcher: StudyWatcher): Promise<void> {
    const { job } = this.placeOf(stored);
    await job.assertNotElsewhere();
    const open = new Map<string, OpenAsk>();
    for (const ask of asks) {
      const one = await this.prepare(stored, ask, watcher);
      if (one !== null) open.set(askName(ask), one);
    }
    if (open.size === 0) return;
    this.assertGoesOn();
    try {
      await this.follow(open, watcher);
    } catch (error) {
      // A cluster that is away trains on what it was asked, for the next runner; else that is of no use to anybody.
      this.isLeftAtWork = error instanceof RayUnreachable;
      if (!this.isLeftAtWork) await job.stop().catch(() => undefined);
      throw error;
    }
  }

  /** Never rejects: what stopped the study is what has to be said. */
  async close(): Promise<void> {
    if (this.isLeftAtWork) return;
    await this.place?.job.close().catch((error: unknown) => {
      this.options.say(`Ray: the job of this study was not seen to end. ${(error as Error).message}`);
    });
  }

  private assertGoesOn(): void {
    if (this.options.signal.aborted) throw new Interrupted();
  }

  private placeOf(stored: StoredJob) {
    if (this.place !== null) return this.place;
    const { shared } = this.options;
    const { request, createdAt } = stored.job;
    // Two studies alike in two folders are two jobs: each answers into its own.
    const key = digestJson({ request, createdAt, folder: stored.folder }).slice(0, 16);
    const folder = shared === null ? stored.folder : join(shared, `ratebook-${key}`);
    const mailbox = new Mailbox(join(folder, 'ray'));
    this.place = { folder, mailbox, job: new StudyJob({ ...this.options, mailbox, key, studyFolder: stored.folder }) };
    return this.place;
  }

  /** Makes the folder of a run, and says what is there already. Null where nothing is to be trained. */
  private async prepare(stored: StoredJob, ask: RunAsk, watcher: StudyWatcher): Promise<OpenAsk | null> {
    const { index, until, fork } = ask;
    const planned = stored.job.runs[index];
    if (planned === undefined) throw new RangeError(`The job has no run ${String(index)}.`);
    const directory = await this.directoryOf(stored, index);
    if ((await findFailure(directory)) !== null) return null;
    if (fork !== null) await forkRun(await this.directoryOf(stored, fork.index), directory, fork.t);
    const training = trainingOf(stored.job, planned, this.options.resources.gpus > 0 ? 'cuda' : 'cpu');
    assertOpenLoop(stored.job.arms[planned.arm]?.policy, training.policy);
    watcher.runStarts(ask);
    const path = join(directory, LOG_FILE);
    const judged = judgeLines(await readRunLog(path), training);
    const isDone = judged.divergence !== null || isThere(judged.lines, until);
    const last = judged.lines.findLastIndex(({ message }) => message.type === 'checkpoint');
    const known = isDone ? judged.lines : judged.lines.slice(0, last + 1);
    for (const { message } of known) if (message.type !== 'ready') watcher.event(index, message, true);
    const isForked = isForkedAt(stored.job, until);
    const one: OpenAsk = { ask, directory, training, tail: new RunTail(path, known), isForked };
    if (!isDone) return one;
    await settleWhole(one, watcher);
    return null;
  }

  /** The folder of a run where the cluster sees it; in the job's folder it stands under its usual name. */
  private async directoryOf(stored: StoredJob, index: number): Promise<string> {
    const usual = runFolder(stored, index);
    if (this.options.shared === null) {
      await makeFolder(usual);
      return usual;
    }
    const directory = join(this.placeOf(stored).folder, `run-${String(index)}`);
    await makeFolder(directory);
    await symlink(directory, usual, 'dir').catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskFailure(error, usual);
      const begun = await readlink(usual).catch(() => null);
      if (begun === directory) return;
      throw new CommandFailure(
        begun === null
          ? `${usual} was begun on this machine, where the cluster does not see it. Go on with --executor local, or begin anew with --fresh.`
          : `${usual} was begun in ${begun}. Go on with the --shared that it was begun with, or begin anew with --fresh.`,
      );
    });
    return directory;
  }

  private async follow(open: Map<string, OpenAsk>, watcher: StudyWatcher): Promise<void> {
    const { job, mailbox } = this.placeNow();
    const room = new RoomWatch(this.options);
    const patience = this.options.patienceSeconds ?? PATIENCE_SECONDS;
    let [looked, heard, asked] = [-Infinity, monotonicSeconds(), 0];
    const lookAfterJob = async () => {
      const status = await job.look();
      if (asked !== job.number) {
        // What an earlier runner was told is old.
        this.heardEvents = (await mailbox.driverEvents(job.number)).length;
        await askAll(mailbox, open);
        asked = job.number;
      }
      const isAtWork = hasTrainings(await mailbox.driverEvents(job.number));
      await room.look({ isAtWork, isPending: status === 'PENDING' });
    };
    for (;;) {
      if (monotonicSeconds() - looked >= JOB_EVERY_SECONDS) {
        looked = monotonicSeconds();
        try {
          await lookAfterJob();
          heard = monotonicSeconds();
        } catch (error) {
          if (!(error instanceof RayUnreachable) || monotonicSeconds() - heard > patience) throw error;
        }
      }
      await this.tellFailures(open, watcher);
      for (const [name, one] of open) if (await this.step(name, one, watcher)) open.delete(name);
      if (open.size === 0) return;
      await wait(FOLDER_EVERY_MS, undefined, { signal: this.options.signal }).catch(() => undefined);
      this.assertGoesOn();
    }
  }

  private placeNow() {
    if (this.place === null) throw new RangeError('Nothing was asked yet.');
    return this.place;
  }

  /** Says what is new of a training, and takes its answer. Whether it has come. */
  private async step(name: string, one: OpenAsk, watcher: StudyWatcher): Promise<boolean> {
    const { mailbox, job } = this.placeNow();
    // Looked for first: what is in the log once the answer is there is all of it.
    const answer = await mailbox.findAnswer(name);
    await this.tellEvents(name, one, watcher);
    if (answer === null) return false;
    await settle(one, answer, watcher);
    await mailbox.takeAway(name);
    job.hasProgress();
    return true;
  }

  private async tellEvents(name: string, one: OpenAsk, watcher: StudyWatcher): Promise<void> {
    const lines = await one.tail.read();
    for (const { line, isRepeated } of lines)
      if (line.message.type !== 'ready') watcher.event(one.ask.index, line.message, isRepeated);
    if (!lines.some(({ line: { message } }) => message.type === 'evaluation')) return;
    const { divergence } = judgeLines(await readRunLog(join(one.directory, LOG_FILE)), one.training);
    if (divergence !== null) await this.placeNow().mailbox.unwant(name);
  }

  /** A training that failed and is begun again. That one is given up is told by its answer. */
  private async tellFailures(open: ReadonlyMap<string, OpenAsk>, watcher: StudyWatcher): Promise<void> {
    const { job, mailbox } = this.placeNow();
    const events = await mailbox.driverEvents(job.number);
    for (const { event, ask, fault, isGivenUp } of events.slice(this.heardEvents)) {
      const one = open.get(ask ?? '');
      if (event !== 'failed' || isGivenUp === true || one === undefined || !fault) continue;
      watcher.runFails(one.ask.index, failureIn(fault).message, false);
    }
    this.heardEvents = events.length;
  }
}

/** Whether a driver says that some training is under way. */
function hasTrainings(events: readonly DriverEvent[]): boolean {
  const under = new Set<string>();
  for (const { event, ask } of events) {
    if (event === 'started') under.add(ask ?? '');
    if (event === 'failed' || event === 'ended') under.delete(ask ?? '');
  }
  return under.size > 0;
}

async function askAll(mailbox: Mailbox, open: ReadonlyMap<string, OpenAsk>): Promise<void> {
  for (const [name, { ask, training, directory }] of open)
    await mailbox.ask(name, askDocument(ask, training, directory));
}

/** Takes an answer: what it says of the run, and what its log does. */
async function settle(one: OpenAsk, { outcome, fault }: RayAnswer, watcher: StudyWatcher): Promise<void> {
  if (outcome === 'stopped') return settleWhole(one, watcher);
  const failure = failureIn(fault ?? { code: 'internal', message: 'It failed without a word.', hint: '' });
  if (outcome === 'refused') throw failure;
  const { ask, directory, training } = one;
  const { divergence } = await judgeRunLog(directory, training, (notice) => watcher.notice(ask.index, notice));
  // Beside its monitor it would have ended before it failed.
  if (divergence === null) {
    watcher.runFails(ask.index, failure.message, true);
    await giveUpRun(directory, failure.message);
    await endRun(directory, 'abandoned');
  }
  watcher.runStops(ask.index);
}

/** Takes a run that is said to be where it was asked to be. */
async function settleWhole({ ask, directory, training, isForked }: OpenAsk, watcher: StudyWatcher): Promise<void> {
  const path = join(directory, LOG_FILE);
  const until = monotonicSeconds() + FOLDER_LAGS_SECONDS;
  for (;;) {
    const { lines, divergence } = judgeLines(await readRunLog(path), training);
    if (divergence !== null || isThere(lines, ask.until)) break;
    if (monotonicSeconds() > until)
      throw new CommandFailure(
        `The cluster says that run ${String(ask.index)} was trained to update ${String(ask.until)}, and ${path} does not say so. Do runner and cluster see the same folder?`,
        1,
        ['ray.folder'],
      );
    await wait(FOLDER_EVERY_MS);
  }
  await judgeRunLog(directory, training, (notice) => watcher.notice(ask.index, notice));
  if (isForked) await keepCheckpoint(directory);
  watcher.runStops(ask.index);
}

function failureIn({ code, message, hint }: RayFault): CommandFailure {
  if (code === 'run.changed' || code === 'ray.folder') return new CommandFailure(`${message} ${hint}`, 1, [code]);
  return failureOf(new TrainerError(code, message, hint));
}

import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replayStudy } from '@ratebook/core/study';
import { createJob, type StoredJob } from '../job/job-store.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { readRunLog } from '../monitor/run-log.js';
import { findFailure } from '../study/end-run.js';
import { finishStudy } from '../study/finish-study.js';
import { smallStudy, unwatched } from '../study/testing/small-study.js';
import { createEmbeddedTrainer } from '../trainer/embedded/embedded-trainer.js';
import type { TrainerErrorCode } from '../trainer/protocol.js';
import { type Trainer, TrainerError } from '../trainer/trainer.js';
import { runFolder } from './local.js';
import { createLocalStudyExecutor } from './local-study.js';
import type { RunAsk } from './study-executor.js';

const ask = (index: number, until: number, fork: RunAsk['fork'] = null): RunAsk => ({ index, until, fork });

/** A trainer whose first starts fail as a machine makes them fail. */
function failing(code: TrainerErrorCode, times: number): Trainer {
  const trainer = createEmbeddedTrainer();
  let left = times;
  return {
    ...trainer,
    start: (message) => {
      left -= 1;
      return left >= 0 ? Promise.reject(new TrainerError(code, 'the device is full', '')) : trainer.start(message);
    },
  };
}

describe('a study’s trainings on this machine', () => {
  let stored: StoredJob;
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-local-study-'));
    stored = await createJob(home, smallStudy());
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const train = (asks: readonly RunAsk[], trainer = createEmbeddedTrainer(), watcher = unwatched) =>
    createLocalStudyExecutor({ trainers: [trainer], perDevice: 2, signal: new AbortController().signal }).train(
      stored,
      asks,
      watcher,
    );
  const logOf = (index: number) => readRunLog(join(runFolder(stored, index), LOG_FILE));
  /** What a training did, without when, and without where it was saved. */
  const deedsOf = async (index: number) =>
    (await logOf(index))
      .map(({ message }) => message)
      .filter(({ type }) => type === 'update' || type === 'evaluation' || type === 'finished')
      .map((message) => ('predictions' in message ? { ...message, predictions: null } : message));

  it('stop where they are evaluated, saved there, and go on as if they had not', async () => {
    await train([ask(1, 30)]);
    expect((await logOf(1)).at(-1)?.message).toMatchObject({ type: 'checkpoint', t: 30 });
    // Asked for again there is nothing to do.
    const before = await logOf(1);
    await train([ask(1, 30)]);
    expect(await logOf(1)).toEqual(before);
    await train([ask(1, 100)]);
    const paused = await deedsOf(1);
    await rm(runFolder(stored, 1), { recursive: true });
    await train([ask(1, 100)]);
    expect(await deedsOf(1)).toEqual(paused);
    expect(paused.at(-1)).toMatchObject({ type: 'finished', status: 'completed' });
  });

  it('fork from a checkpoint that is kept, and are trained from the start where that is lost, to the same end', async () => {
    // The same policy: what is trained after the fork is what the first one trains.
    const [first] = stored.job.arms.slice(1, 2);
    stored = {
      ...stored,
      job: { ...stored.job, arms: stored.job.arms.map((arm, index) => (index === 2 && first ? first : arm)) },
    };
    await train([ask(1, 50)]);
    await train([ask(1, 100)]);
    const updates: number[] = [];
    const counting = {
      ...unwatched,
      event: (...[, event, isReplayed]: Parameters<typeof unwatched.event>) => {
        if (event.type === 'update' && !isReplayed) updates.push(event.t);
      },
    };
    await train([ask(2, 100, { index: 1, t: 50 })], createEmbeddedTrainer(), counting);
    expect([updates.length, updates[0]]).toEqual([50, 50]);
    expect(await deedsOf(2)).toEqual(await deedsOf(1));

    await rm(runFolder(stored, 2), { recursive: true });
    const names = await readdir(runFolder(stored, 1));
    for (const name of names.filter((one) => one.startsWith('kept-'))) await rm(join(runFolder(stored, 1), name));
    await train([ask(2, 100, { index: 1, t: 50 })]);
    expect(await deedsOf(2)).toEqual(await deedsOf(1));
  });

  it('are begun once more after a failure of their own', async () => {
    const failures: boolean[] = [];
    const watcher = {
      ...unwatched,
      runFails: (_index: number, _reason: string, isGivenUp: boolean) => void failures.push(isGivenUp),
    };
    await train([ask(0, 10)], failing('out-of-memory', 1), watcher);
    expect(failures).toEqual([false]);
    expect(await findFailure(runFolder(stored, 0))).toBeNull();
    expect((await logOf(0)).at(-1)?.message).toMatchObject({ type: 'checkpoint', t: 10 });
  });

  it('are given up after the second, with the reason, and the others go on', async () => {
    // Two at once: both attempts of one run fail, or one of each; what fails twice is the only one of its own trainer.
    await train([ask(0, 10)], failing('out-of-memory', 2));
    expect(await findFailure(runFolder(stored, 0))).toMatch(/the device is full/);
    expect((await logOf(0)).at(-1)?.message).toEqual({ type: 'finished', status: 'abandoned', t: 0 });
    await train([ask(0, 30), ask(1, 10)]);
    expect(await logOf(0)).toHaveLength(1);
    expect((await logOf(1)).at(-1)?.message).toMatchObject({ type: 'checkpoint', t: 10 });
  });

  it('stop where they can go on once another device has stopped the study', async () => {
    const embedded = createEmbeddedTrainer();
    const said = new EventEmitter();
    const [begun, told] = [once(said, 'begun'), once(said, 'told')];
    /** Trains its first update, and then until it is told to stop: a test in which it never is does not end. */
    const patient: Trainer = {
      ...embedded,
      start: async (asked) => {
        const training = await embedded.start(asked);
        return {
          ...training,
          send: (message) => {
            if (message.type === 'abort') said.emit('told');
            training.send(message);
          },
          events: (async function* () {
            for await (const event of training.events) {
              yield event;
              if (event.type !== 'update') continue;
              said.emit('begun');
              await told;
            }
          })(),
        };
      },
    };
    const broken: Trainer = {
      ...embedded,
      start: () => begun.then(() => Promise.reject(new TrainerError('data-missing', 'its disk is gone', ''))),
    };
    const { signal } = new AbortController();
    const executor = createLocalStudyExecutor({ trainers: [patient, broken], perDevice: 1, signal });
    await expect(executor.train(stored, [ask(0, 100), ask(1, 100)], unwatched)).rejects.toThrow(/data-missing/);
  });

  it('keep what is forked from while they are paused, and no checkpoint once the study is over', async () => {
    const names = async (index: number) =>
      (await readdir(runFolder(stored, index))).filter((name) => /^(kept|checkpoint)-/.test(name));
    // The phases of a composition end at 50 here.
    await train([ask(0, 30), ask(1, 50)]);
    expect((await names(0)).filter((name) => name.startsWith('kept-'))).toEqual([]);
    expect((await names(1)).filter((name) => name.startsWith('kept-'))).toEqual(['kept-50.checkpoint']);
    const { job } = stored;
    if (job.study === null) throw new Error('The job is no study.');
    const study = { folder: stored.folder, job: { ...job, study: job.study, runs: job.runs.slice(0, 2) } };
    await finishStudy(
      study,
      replayStudy(job.study.plan, () => null),
    );
    expect([...(await names(0)), ...(await names(1))]).toEqual([]);
  });

  it('stop the study where none of them could be trained', async () => {
    await expect(train([ask(0, 10), ask(1, 10)], failing('data-missing', 9))).rejects.toThrow(/data-missing/);
    expect(await findFailure(runFolder(stored, 0))).toBeNull();
  });
});

import { readdir, readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLocalStudyExecutor } from '../executor/local-study.js';
import { smallJob } from '../executor/testing/small-job.js';
import { runFolder } from '../executor/local.js';
import { createJob, type StoredJob } from '../job/job-store.js';
import { findFailure } from '../study/end-run.js';
import { unwatched } from '../study/testing/small-study.js';
import { RayClient, RayUnreachable } from './client.js';
import { RayExecutor } from './ray-executor.js';
import { StandInRay } from './testing/stand-in-ray.js';

const ASK = { index: 0, until: 120, fork: null };
const FULL = { code: 'out-of-memory', message: 'full', hint: 'smaller' };

describe('the executor on a Ray cluster', () => {
  let ray: StandInRay;
  let home = '';
  let stored: StoredJob;
  const said: string[] = [];
  beforeEach(async () => {
    ray = await StandInRay.start();
    home = await mkdtemp(join(tmpdir(), 'ratebook-executor-'));
    stored = await createJob(home, smallJob('digits-lenet', ['constant(0.1)', 'plateau(0.1, metric=loss)']));
    said.length = 0;
  });
  afterEach(async () => {
    await ray.stop();
    await rm(home, { recursive: true, force: true });
  });

  const executorWith = (patienceSeconds = 60) =>
    new RayExecutor({
      client: new RayClient({ origin: ray.address, isLoopback: true }, null),
      resources: { cpus: 1, gpus: 0 },
      ...{ shared: null, microBatch: null, dataFolder: home, patienceSeconds },
      signal: new AbortController().signal,
      say: (line) => said.push(line),
    });
  /** The folder of the driver that was submitted last; null where none was. */
  const findBox = async () => {
    const folder = join(stored.folder, 'ray');
    const text = await readFile(join(folder, 'setting.json'), 'utf8').catch(() => null);
    return text === null ? null : join(folder, (JSON.parse(text) as { nonce: string }).nonce);
  };
  /** Answers what is asked, as a driver does that has ended by the time its runner closes. */
  const answerWith = async (answer: unknown) => {
    const box = await vi.waitUntil(
      async () => {
        const found = await findBox();
        return found !== null && (await readdir(join(found, 'asks'))).includes('0-120.json') ? found : null;
      },
      { timeout: 20_000 },
    );
    await writeFile(join(box, 'answers', '0-120.json'), JSON.stringify(answer));
  };
  const endJobs = () => {
    for (const job of ray.jobs.values()) job.status = 'SUCCEEDED';
  };

  it('asks a job whose submission was answered by nobody', async () => {
    ray.losesReply = true;
    const executor = executorWith();
    const training = executor.train(stored, [ASK], unwatched);
    await answerWith({ outcome: 'failed', fault: FULL });
    await training;
    expect(await findFailure(runFolder(stored, 0))).toContain('full');
    expect(ray.jobs.size).toBe(1);
    endJobs();
    await executor.close();
  }, 30_000);

  it('gives no training up where a machine does not see the folder: the study stops with its words', async () => {
    const executor = executorWith();
    const training = executor.train(stored, [ASK], unwatched);
    const fault = { code: 'ray.folder', message: 'This machine does not see the folder.', hint: '' };
    await Promise.all([
      expect(training).rejects.toMatchObject({
        codes: ['ray.folder'],
        message: 'This machine does not see the folder. ',
      }),
      answerWith({ outcome: 'refused', fault }),
    ]);
    expect(await findFailure(runFolder(stored, 0))).toBeNull();
    await executor.close();
  }, 30_000);

  it('leaves its job at work where the cluster is away, for the next runner, and keeps this machine off it', async () => {
    const executor = executorWith(0);
    ray.onSubmit = () => (ray.isTroubled = true);
    await expect(executor.train(stored, [ASK], unwatched)).rejects.toThrow(RayUnreachable);
    await executor.close();
    expect(await readdir((await findBox()) ?? '')).not.toContain('closed');
    const { signal } = new AbortController();
    const local = createLocalStudyExecutor({ trainers: [], perDevice: 1, signal });
    await expect(local.train(stored, [ASK], unwatched)).rejects.toMatchObject({ codes: ['ray.elsewhere'] });
    ray.isTroubled = false;
    const next = executorWith();
    const before = ray.seen.length;
    const training = next.train(stored, [ASK], unwatched);
    // At its second look at the job (a version, and twice the job) it has asked what it wants of it.
    await vi.waitUntil(() => ray.seen.length >= before + 3, { timeout: 20_000 });
    await answerWith({ outcome: 'failed', fault: FULL });
    await training;
    expect(said).toContainEqual(expect.stringContaining('is still at work, and is taken up again'));
    endJobs();
    await next.close();
  }, 60_000);

  it('refuses a closed loop before a job is submitted', async () => {
    const running = executorWith().train(stored, [{ ...ASK, index: 1 }], unwatched);
    await expect(running).rejects.toThrow(/^plateau\(.* is a closed loop/);
    expect(ray.jobs.size).toBe(0);
  });
});

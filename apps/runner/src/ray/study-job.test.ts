import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RayClient } from './client.js';
import { Mailbox } from './mailbox.js';
import { StudyJob, type StudyJobOptions } from './study-job.js';
import { StandInRay } from './testing/stand-in-ray.js';

describe('the Ray job of a study', () => {
  let ray: StandInRay;
  let folder = '';
  const said: string[] = [];
  beforeEach(async () => {
    ray = await StandInRay.start();
    folder = await mkdtemp(join(tmpdir(), 'ratebook-job-'));
    said.length = 0;
  });
  afterEach(async () => {
    await ray.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const jobWith = (changes: Partial<StudyJobOptions> = {}) =>
    new StudyJob({
      client: new RayClient({ origin: ray.address, isLoopback: true }, null),
      mailbox: new Mailbox(folder),
      key: '0123456789abcdef',
      resources: { cpus: 1, gpus: 0 },
      microBatch: null,
      dataFolder: '/data',
      say: (line) => said.push(line),
      ...changes,
    });
  const id = (attempt: number) => `rb-0123456789abcdef-${String(attempt)}`;
  /** What a driver writes first of all. */
  const begins = (attempt: number) =>
    appendFile(join(folder, `driver-${String(attempt)}.jsonl`), '{"sequence":0,"event":"ready"}\n');
  const lose = (attempt: number) => {
    const job = ray.jobs.get(id(attempt));
    if (job === undefined) throw new Error(`There is no job ${id(attempt)}.`);
    Object.assign(job, { status: 'FAILED', message: 'last available logs:\nKilled', driver_exit_code: 137 });
  };

  it('says in its setting what the driver needs, and nothing secret', async () => {
    let variables: Readonly<Record<string, string>> = {};
    ray.onSubmit = (_, given) => (variables = given);
    await jobWith().begin();
    expect([...ray.jobs.keys()]).toEqual([id(1)]);
    const setting = JSON.parse(await readFile(join(folder, 'setting.json'), 'utf8')) as Record<string, unknown>;
    expect(setting).toMatchObject({ attempt: 1, cpus: 1, gpus: 0, microBatch: null, dataFolder: '/data' });
    expect(variables).toEqual({
      RATEBOOK_RAY_FOLDER: folder,
      RATEBOOK_RAY_STUDY: '0123456789abcdef',
      RATEBOOK_RAY_ATTEMPT: '1',
      RATEBOOK_RAY_NONCE: setting['nonce'],
    });
  });

  it('is taken up again by the next runner while it works', async () => {
    await jobWith().begin();
    const job = jobWith();
    await job.begin();
    expect(job.number).toBe(1);
    expect([...ray.jobs.keys()]).toEqual([id(1)]);
    expect(said).toEqual([`Ray: job ${id(1)} is still at work, and is taken up again.`]);
  });

  it('is followed by another one where trainings are to hold something else, and the first is stopped', async () => {
    await jobWith().begin();
    await jobWith({ resources: { cpus: 2, gpus: 0 } }).begin();
    expect([...ray.jobs].map(([name, { status }]) => [name, status])).toEqual([
      [id(1), 'STOPPED'],
      [id(2), 'RUNNING'],
    ]);
  });

  it('takes another name where one is there of which nothing is known here', async () => {
    await jobWith().begin();
    await rm(folder, { recursive: true });
    const job = jobWith();
    await job.begin();
    expect(job.number).toBe(2);
  });

  it('is submitted again where its driver is lost, three times and no more', async () => {
    const job = jobWith();
    await job.begin();
    expect(await job.look()).toBe(false);
    for (const attempt of [1, 2, 3]) {
      await begins(attempt);
      lose(attempt);
      expect(await job.look()).toBe(true);
    }
    expect(said.at(-1)).toBe(
      `Ray: job ${id(3)} was lost and is submitted again. Ray says JOB_ENTRYPOINT_COMMAND_ERROR, exit code 137: last available logs:\nKilled`,
    );
    await begins(4);
    lose(4);
    await expect(job.look()).rejects.toThrow('was lost 4 times in a row');
  });

  it('counts losses anew once something was answered in between', async () => {
    const job = jobWith();
    await job.begin();
    for (const attempt of [1, 2, 3, 4, 5]) {
      await begins(attempt);
      lose(attempt);
      expect(await job.look()).toBe(true);
      job.hasProgress();
    }
  });

  it('is submitted again where the cluster does not know it any more, or its driver ended by itself', async () => {
    const job = jobWith();
    await job.begin();
    ray.jobs.clear();
    expect(await job.look()).toBe(true);
    Object.assign(ray.jobs.get(id(2)) ?? {}, { status: 'SUCCEEDED' });
    expect(await job.look()).toBe(true);
    expect(said).toEqual([
      `Ray: job ${id(1)} was lost and is submitted again. The cluster does not know it any more.`,
      `Ray: job ${id(2)} was lost and is submitted again. Its driver ended before it was told to.`,
    ]);
  });

  it('fails at once where its driver could not begin, with the last that it said', async () => {
    const job = jobWith();
    await job.begin();
    lose(1);
    await expect(job.look()).rejects.toThrow(/could not begin\. .*exit code 137: last available logs:\nKilled/);
  });

  it('is not begun again where somebody stopped it', async () => {
    const job = jobWith();
    await job.begin();
    Object.assign(ray.jobs.get(id(1)) ?? {}, { status: 'STOPPED' });
    await expect(job.look()).rejects.toThrow(`The Ray job ${id(1)} was stopped by somebody else.`);
  });

  it('is not lost where the dashboard alone is in trouble', async () => {
    const job = jobWith();
    await job.begin();
    ray.isTroubled = true;
    await expect(job.look()).rejects.toThrow(/does not answer \(it answered 503\)/);
    ray.isTroubled = false;
    expect(await job.look()).toBe(false);
    expect([...ray.jobs.keys()]).toEqual([id(1)]);
  });

  it('stops, and has stopped once that is said', async () => {
    const job = jobWith();
    await job.begin();
    await job.stop();
    expect(ray.jobs.get(id(1))?.status).toBe('STOPPED');
    await job.close();
    expect(ray.seen.filter(({ path }) => path.endsWith('/stop'))).toHaveLength(1);
  });

  it('ends by itself where it is closed', async () => {
    const job = jobWith();
    await job.begin();
    Object.assign(ray.jobs.get(id(1)) ?? {}, { status: 'SUCCEEDED' });
    await job.close();
    expect(await readFile(join(folder, 'closed'), 'utf8')).toBe('{}\n');
    expect(ray.seen.filter(({ path }) => path.endsWith('/stop'))).toEqual([]);
  });
});

import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RayClient, RayUnreachable } from './client.js';
import { assertNoRayJob, findJobNote, removeJobNote } from './job-note.js';
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
      mailbox: new Mailbox(join(folder, 'ray')),
      studyFolder: folder,
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
    appendFile(join(folder, 'ray', `driver-${String(attempt)}.jsonl`), '{"sequence":0,"event":"ready"}\n');
  const lose = (attempt: number) => {
    const job = ray.jobs.get(id(attempt));
    if (job === undefined) throw new Error(`There is no job ${id(attempt)}.`);
    Object.assign(job, { status: 'FAILED', message: 'last available logs:\nKilled', driver_exit_code: 137 });
  };

  it('says in its setting what the driver needs, and nothing secret', async () => {
    let variables: Readonly<Record<string, string>> = {};
    ray.onSubmit = (_, given) => (variables = given);
    await jobWith().look();
    expect([...ray.jobs.keys()]).toEqual([id(1)]);
    const setting = JSON.parse(await readFile(join(folder, 'ray', 'setting.json'), 'utf8')) as Record<string, unknown>;
    expect(setting).toMatchObject({ attempt: 1, cpus: 1, gpus: 0, microBatch: null, dataFolder: '/data' });
    expect(variables).toEqual({
      RATEBOOK_RAY_FOLDER: join(folder, 'ray'),
      RATEBOOK_RAY_STUDY: '0123456789abcdef',
      RATEBOOK_RAY_ATTEMPT: '1',
      RATEBOOK_RAY_NONCE: setting['nonce'],
    });
  });

  it('is taken up again by the next runner while it works', async () => {
    await jobWith().look();
    const job = jobWith();
    await job.look();
    expect(job.number).toBe(1);
    expect([...ray.jobs.keys()]).toEqual([id(1)]);
    expect(said).toEqual([`Ray: job ${id(1)} is still at work, and is taken up again.`]);
  });

  it('keeps everybody else off the study while it may work', async () => {
    await jobWith().look();
    await expect(assertNoRayJob(folder)).rejects.toThrow(
      `The Ray job ${id(1)} at ${ray.address} may still be at work on this study`,
    );
    const other = await StandInRay.start();
    other.session = 'session_2';
    const client = new RayClient({ origin: other.address, isLoopback: true }, null);
    await expect(jobWith({ client }).look()).rejects.toMatchObject({ codes: ['ray.elsewhere'] });
    expect(other.jobs.size).toBe(0);
    // The same cluster under another address is the same cluster.
    other.session = ray.session;
    await jobWith({ client }).look();
    expect([...other.jobs.keys()]).toEqual([id(2)]);
    await other.stop();
  });

  it('is followed by another one where its cluster was begun anew', async () => {
    await jobWith().look();
    ray.session = 'session_2';
    ray.jobs.clear();
    const job = jobWith();
    await job.look();
    expect(job.number).toBe(2);
    expect(await findJobNote(folder)).toEqual({ job: id(2), origin: ray.address, session: 'session_2' });
  });

  it('is found where the answer to its submission was lost, and is ended where nobody wants it', async () => {
    const job = jobWith();
    ray.losesReply = true;
    await expect(job.look()).rejects.toThrow(RayUnreachable);
    ray.losesReply = false;
    expect(await job.look()).toBe('RUNNING');
    expect([job.number, [...ray.jobs.keys()]]).toEqual([1, [id(1)]]);
    expect(said).toEqual([]);
    const second = jobWith({ resources: { cpus: 2, gpus: 0 } });
    ray.losesReply = true;
    await expect(second.look()).rejects.toThrow(RayUnreachable);
    await second.stop();
    expect([...ray.jobs.values()].map(({ status }) => status)).toEqual(['STOPPED', 'STOPPED']);
    expect(await findJobNote(folder)).toBeNull();
  });

  it('is followed by another one where trainings are to hold something else, and the first is stopped', async () => {
    await jobWith().look();
    await jobWith({ resources: { cpus: 2, gpus: 0 } }).look();
    expect([...ray.jobs].map(([name, { status }]) => [name, status])).toEqual([
      [id(1), 'STOPPED'],
      [id(2), 'RUNNING'],
    ]);
  });

  it('takes another name where one is there of which nothing is known here', async () => {
    await jobWith().look();
    await rm(join(folder, 'ray'), { recursive: true });
    await removeJobNote(folder);
    const job = jobWith();
    await job.look();
    expect(job.number).toBe(2);
  });

  it('is submitted again where its driver is lost, three times and no more', async () => {
    const job = jobWith();
    expect(await job.look()).toBe('PENDING');
    expect(await job.look()).toBe('RUNNING');
    for (const attempt of [1, 2, 3]) {
      await begins(attempt);
      lose(attempt);
      await job.look();
      expect(job.number).toBe(attempt + 1);
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
    await job.look();
    for (const attempt of [1, 2, 3, 4, 5]) {
      await begins(attempt);
      lose(attempt);
      await job.look();
      job.hasProgress();
    }
  });

  it('is submitted again where the cluster does not know it any more, or its driver ended by itself', async () => {
    const job = jobWith();
    await job.look();
    ray.jobs.clear();
    await job.look();
    Object.assign(ray.jobs.get(id(2)) ?? {}, { status: 'SUCCEEDED' });
    await job.look();
    expect(said).toEqual([
      `Ray: job ${id(1)} was lost and is submitted again. The cluster does not know it any more.`,
      `Ray: job ${id(2)} was lost and is submitted again. Its driver ended before it was told to.`,
    ]);
  });

  it('fails at once where its driver could not begin, with the last that it said', async () => {
    const job = jobWith();
    await job.look();
    lose(1);
    await expect(job.look()).rejects.toThrow(/could not begin\. .*exit code 137: last available logs:\nKilled/);
  });

  it('is not begun again where somebody stopped it', async () => {
    const job = jobWith();
    await job.look();
    Object.assign(ray.jobs.get(id(1)) ?? {}, { status: 'STOPPED' });
    await expect(job.look()).rejects.toThrow(`The Ray job ${id(1)} was stopped by somebody else.`);
  });

  it('is not lost where the dashboard alone is in trouble', async () => {
    const job = jobWith();
    await job.look();
    ray.isTroubled = true;
    await expect(job.look()).rejects.toThrow(
      `does not answer (it answered GET /api/jobs/${id(1)} with 503: Service Unavailable)`,
    );
    ray.isTroubled = false;
    expect(await job.look()).toBe('RUNNING');
    expect([...ray.jobs.keys()]).toEqual([id(1)]);
  });

  it('stops, and has stopped once that is said', async () => {
    const job = jobWith();
    await job.look();
    await job.stop();
    expect(ray.jobs.get(id(1))?.status).toBe('STOPPED');
    await assertNoRayJob(folder);
    await job.close();
    expect(ray.seen.filter(({ path }) => path.endsWith('/stop'))).toHaveLength(1);
  });

  it('ends by itself where it is closed', async () => {
    const job = jobWith();
    await job.look();
    Object.assign(ray.jobs.get(id(1)) ?? {}, { status: 'SUCCEEDED' });
    await job.close();
    const mailbox = new Mailbox(join(folder, 'ray'));
    const setting = await mailbox.findSetting();
    if (setting !== null) mailbox.takeUp(setting);
    expect(await mailbox.isClosed()).toBe(true);
    expect(await findJobNote(folder)).toBeNull();
    expect(ray.seen.filter(({ path }) => path.endsWith('/stop'))).toEqual([]);
  });
});

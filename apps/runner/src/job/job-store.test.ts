import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallJob } from '../executor/testing/small-job.js';
import type { Job } from './job.js';
import { createJob, findUnfinishedJob, readJob, writeJob } from './job-store.js';

const job: Job = { ...smallJob('digits-mlp', ['constant(0.1)']), request: 'ab'.repeat(32) };
const nothingWaits = () => Promise.resolve(false);

describe('the store of jobs', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-jobs-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));
  const find = (request = job.request, isWaiting = nothingWaits as (id: string) => Promise<boolean>) =>
    findUnfinishedJob(home, request, isWaiting);

  it('finds the job of a request again, whole', async () => {
    const stored = await createJob(home, job);
    expect(await find()).toEqual(stored);
    expect(stored.job).toEqual(job);
  });

  it('has none of a request that was never made, or whose digest only begins alike', async () => {
    expect(await find()).toBeNull();
    await createJob(home, job);
    expect(await find(`${'ab'.repeat(31)}cd`)).toBeNull();
    expect(await find('cd'.repeat(32))).toBeNull();
  });

  it('gives two jobs of the same instant a folder each', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => createJob(home, job)));
    expect(new Set(made.map(({ folder }) => folder)).size).toBe(5);
    expect(await readdir(join(home, 'jobs'))).toHaveLength(5);
  });

  it('prefers the newest', async () => {
    await createJob(home, { ...job, createdAt: '2026-11-25T12:00:00.000Z' });
    const newest = await createJob(home, { ...job, createdAt: '2026-11-25T12:00:00.001Z' });
    await createJob(home, { ...job, createdAt: '2026-01-01T00:00:00.000Z' });
    expect((await find())?.folder).toBe(newest.folder);
  });

  it('counts a job as done once its submission does not wait any more', async () => {
    const stored = await createJob(home, job);
    const submission = '12'.repeat(32);
    await writeJob({ ...stored, job: { ...job, submission } });
    expect(await find()).toBeNull();
    expect((await find(job.request, (id) => Promise.resolve(id === submission)))?.folder).toBe(stored.folder);
  });

  it('overlooks a folder whose job a kill kept from being written', async () => {
    const stored = await createJob(home, job);
    await mkdir(join(home, 'jobs', '99991231000000000-abababab'));
    expect((await find())?.folder).toBe(stored.folder);
  });

  it('says which file it cannot read, and what can be done', async () => {
    const { folder } = await createJob(home, job);
    await writeFile(join(folder, 'job.json'), '{"version":');
    await expect(find()).rejects.toThrow(`${join(folder, 'job.json')} is not a job of this runner's version.`);
    await expect(readJob(folder)).rejects.toThrow('--fresh');
  });
});

import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailure } from '../failure.js';
import { diskFailure, writeFileWhole } from '../files/write-file-whole.js';
import { type Job, JobSchema } from './job.js';

/** A job with the folder it lives in. */
export interface StoredJob {
  readonly folder: string;
  readonly job: Job;
}

const jobsFolder = (home: string) => join(home, 'jobs');
const jobPath = (folder: string) => join(folder, 'job.json');

export async function writeJob(stored: StoredJob): Promise<void> {
  await writeFileWhole(jobPath(stored.folder), `${JSON.stringify(stored.job, null, 1)}\n`);
}

/** Puts a new job on disk, in a folder named for the time and the request. */
export async function createJob(home: string, job: Job): Promise<StoredJob> {
  const name = `${job.createdAt.replaceAll(/[^0-9]/g, '').slice(0, 17)}-${job.request.slice(0, 8)}`;
  const folder = join(jobsFolder(home), name);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw diskFailure(error, folder);
  });
  const stored = { folder, job };
  await writeJob(stored);
  return stored;
}

async function readJob(folder: string): Promise<Job | null> {
  const text = await readFile(jobPath(folder), 'utf8').catch(() => null);
  // A folder without its job file is what a kill between the two leaves: nothing was begun in it.
  if (text === null) return null;
  const parsed = JobSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new CommandFailure(`${jobPath(folder)} is not a job of this runner's version. Move it away, or use --fresh.`);
  return parsed.data;
}

/** The newest job of a request that has not ended in a submission, or null. */
export async function findUnfinishedJob(home: string, request: string): Promise<StoredJob | null> {
  const names = await readdir(jobsFolder(home)).catch(() => []);
  const ofRequest = names
    .filter((name) => name.endsWith(`-${request.slice(0, 8)}`))
    .sort()
    .reverse();
  for (const name of ofRequest) {
    const folder = join(jobsFolder(home), name);
    const job = await readJob(folder);
    if (job?.request === request && job.submission === null) return { folder, job };
  }
  return null;
}

import { join } from 'node:path';
import { CommandFailure } from '../failure.js';
import { findJson, findText, makeFolder, makeNewFolder, namesIn } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import { type Job, JobSchema } from './job.js';

/** A job with the folder it lives in. */
export interface StoredJob {
  readonly folder: string;
  readonly job: Job;
}

const jobsFolder = (home: string) => join(home, 'jobs');
const jobPath = (folder: string) => join(folder, 'job.json');
const requestMark = (request: string) => request.slice(0, 8);

export async function writeJob(stored: StoredJob): Promise<void> {
  await writeFileWhole(jobPath(stored.folder), `${JSON.stringify(stored.job, null, 1)}\n`);
}

/** Puts a new job on disk, in a folder named for the time and the request. Two at the same instant get two folders. */
export async function createJob(home: string, job: Job): Promise<StoredJob> {
  await makeFolder(jobsFolder(home));
  const time = job.createdAt.replaceAll(/[^0-9]/g, '').slice(0, 17);
  for (let count = 0; ; count += 1) {
    const name = `${time}${count === 0 ? '' : `.${String(count)}`}-${requestMark(job.request)}`;
    const stored = { folder: join(jobsFolder(home), name), job };
    if (!(await makeNewFolder(stored.folder))) continue;
    await writeJob(stored);
    return stored;
  }
}

/** The job in a folder; null where a kill came before its file: nothing was begun there. */
export async function readJob(folder: string): Promise<Job | null> {
  const text = await findText(jobPath(folder));
  if (text === null) return null;
  const parsed = JobSchema.safeParse(findJson(text));
  if (!parsed.success)
    throw new CommandFailure(`${jobPath(folder)} is not a job of this runner's version. Move it away, or use --fresh.`);
  return parsed.data;
}

/**
 * The newest job of a request that is not done, or null. Done: it ended in a submission that `isWaiting` does not find
 * in the outbox any more.
 */
export async function findUnfinishedJob(
  home: string,
  request: string,
  isWaiting: (submission: string) => Promise<boolean>,
): Promise<StoredJob | null> {
  const names = await namesIn(jobsFolder(home));
  for (const name of names.filter((one) => one.endsWith(`-${requestMark(request)}`)).toReversed()) {
    const folder = join(jobsFolder(home), name);
    const job = await readJob(folder);
    if (job?.request !== request) continue;
    if (job.submission === null || (await isWaiting(job.submission))) return { folder, job };
  }
  return null;
}

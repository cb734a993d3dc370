import { createHash } from 'node:crypto';
import { link, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure } from '../files/disk-failure.js';
import { makeFolder, namesIn } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import type { Job } from '../job/job.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { type LogLine, logText, readRunLog } from '../monitor/run-log.js';

const keptName = (t: number) => `kept-${String(t)}.checkpoint`;

/** What trainers call their checkpoints, and what they are kept as. */
const CHECKPOINT_NAME = /^(?:checkpoint|kept)-\d+\./;

/** Whether trials of a study may go on from where another one is after `t` updates: those of a composition, where a phase ends. */
export const isForkedAt = ({ study }: Job, t: number): boolean => study?.plan.phases?.boundaries.includes(t) ?? false;

/** Removes the checkpoints of a run that has its end: nobody goes on from it any more. */
export async function removeCheckpoints(directory: string): Promise<void> {
  for (const name of await namesIn(directory))
    if (CHECKPOINT_NAME.test(name)) await rm(join(directory, name), { force: true });
}

/**
 * Keeps the checkpoint that a run's log ends with under a name that its trainer does not clean up: other runs may go on
 * from it. A second name of the same bytes, no copy.
 */
export async function keepCheckpoint(directory: string): Promise<void> {
  const last = (await readRunLog(join(directory, LOG_FILE))).at(-1)?.message;
  if (last?.type !== 'checkpoint') return;
  const path = join(directory, keptName(last.t));
  await link(last.path, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskFailure(error, path);
  });
}

/**
 * Begins a run with another one's first `t` updates: its log to the checkpoint there, and that checkpoint. The same policy
 * to there, the same seeds: trained anew it would be the same bits. Does nothing where the run has begun, or where the
 * checkpoint is gone: then it is trained from its first update, to the same end.
 */
export async function forkRun(from: string, to: string, t: number): Promise<void> {
  const begun = await readRunLog(join(to, LOG_FILE));
  if (begun.length > 0) return;
  const lines = await readRunLog(join(from, LOG_FILE));
  const at = lines.findIndex(({ message }) => message.type === 'checkpoint' && message.t === t);
  const checkpoint = lines[at]?.message;
  if (checkpoint?.type !== 'checkpoint') return;
  const kept = join(from, keptName(t));
  const bytes = await readFile(kept).catch(() => null);
  if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== checkpoint.sha256) return;
  await makeFolder(to);
  const path = join(to, keptName(t));
  await link(kept, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskFailure(error, path);
  });
  const last: LogLine = { elapsed: lines[at]?.elapsed ?? 0, message: { ...checkpoint, path } };
  await writeFileWhole(join(to, LOG_FILE), logText([...lines.slice(0, at), last]));
}

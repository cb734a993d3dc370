import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import { findJson, findText } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';

const JobNoteSchema = z.object({ job: z.string(), origin: z.string(), session: z.string() });

/**
 * The Ray job that may be at work on a study, wherever its mailbox lies: which one, at which address, and the name that
 * Ray gave the cluster when it was started.
 */
export type JobNote = z.infer<typeof JobNoteSchema>;

/** In the study's own folder, where every executor finds it. */
export const JOB_NOTE_FILE = 'ray-job.json';

const pathIn = (studyFolder: string) => join(studyFolder, JOB_NOTE_FILE);

/** Written before the job is submitted. */
export async function writeJobNote(studyFolder: string, note: JobNote): Promise<void> {
  await writeFileWhole(pathIn(studyFolder), `${JSON.stringify(note)}\n`);
}

/** Taken away once the cluster has said that the job is over. */
export async function removeJobNote(studyFolder: string): Promise<void> {
  await rm(pathIn(studyFolder), { force: true });
}

/** Null where no job can be at work. */
export async function findJobNote(studyFolder: string): Promise<JobNote | null> {
  const text = await findText(pathIn(studyFolder));
  if (text === null) return null;
  const parsed = JobNoteSchema.safeParse(findJson(text));
  if (parsed.success) return parsed.data;
  throw new CommandFailure(
    `${pathIn(studyFolder)} is not what this runner's version writes there. It names a Ray job that may still be at work on this study: look for it on the cluster, then delete the file.`,
    1,
    ['ray.elsewhere'],
  );
}

/** What a person is told who would set a second writer on the logs that the job may still write. */
export function mayBeAtWork(studyFolder: string, { job, origin }: JobNote): CommandFailure {
  return new CommandFailure(
    `The Ray job ${job} at ${origin} may still be at work on this study, and two must not write the same logs. The command that began it (--executor ray --ray-address ${origin}) takes it up; Ctrl-C there ends it, and the study can go on elsewhere. Where that cluster is gone for good, delete ${pathIn(studyFolder)}; --fresh begins another study.`,
    1,
    ['ray.elsewhere'],
  );
}

/** Refuses to train on this machine what a Ray job may be training. */
export async function assertNoRayJob(studyFolder: string): Promise<void> {
  const note = await findJobNote(studyFolder);
  if (note !== null) throw mayBeAtWork(studyFolder, note);
}

import { join } from 'node:path';
import { writeFileWhole } from '../files/write-file-whole.js';
import type { StoredJob } from '../job/job-store.js';
import type { CommandContext } from './context.js';

/** Writes a job's summary, a page that needs nothing else, into the job's folder and says where; its path. */
export async function writeSummary({ output }: CommandContext, { folder }: StoredJob, html: string): Promise<string> {
  const path = join(folder, 'summary.html');
  await writeFileWhole(path, html);
  output.line();
  output.line(`Summary: ${path}`);
  return path;
}

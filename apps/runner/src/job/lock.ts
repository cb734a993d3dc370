import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailure } from '../failure.js';
import { diskFailure } from '../files/write-file-whole.js';

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Claims a job's folder for this process. A second runner in the same folder is told who holds it; a lock whose process
 * is gone is taken over.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskFailure(error, path);
      const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
      if (holder > 0 && holder !== process.pid && isAlive(holder)) {
        throw new CommandFailure(
          `Another runner (process ${String(holder)}) is working on this job. Wait for it, or begin one of your own with --fresh.`,
        );
      }
      await rm(path, { force: true });
    }
  }
  throw new CommandFailure(`${path} could not be taken over from a runner that is gone.`);
}

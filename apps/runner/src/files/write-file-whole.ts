import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure } from './disk-failure.js';

const READABLE = 0o644;

export interface WriteOptions {
  /** Of the file; what the process's mask forbids is taken off. */
  readonly mode?: number;
  /** Where the content is written before it gets its name: beside it, under a name of its own, if not said. */
  readonly sidePath?: string;
}

/** Ends the names of files that are being written; what a kill leaves of them is nobody's. */
export const SIDE_FILE_ENDING = '.part';

/**
 * Writes a file that is there whole or not at all, also after a power cut: to a side file, synced, then renamed. Two
 * processes that write the same file do not meet. A full disk is said as such, and leaves nothing half-written.
 */
export async function writeFileWhole(
  path: string,
  content: Uint8Array | string,
  options: WriteOptions = {},
): Promise<void> {
  await writeAside(path, content, options, (sidePath) => rename(sidePath, path));
}

/** As `writeFileWhole`, but leaves a file that is there already alone. Says whether it was written. */
export async function createFileWhole(
  path: string,
  content: Uint8Array | string,
  options: WriteOptions = {},
): Promise<boolean> {
  let isMine = true;
  await writeAside(path, content, options, async (sidePath) => {
    // A link, unlike a rename, fails where the name is taken: of two processes at once one wins.
    await link(sidePath, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      isMine = false;
    });
    await rm(sidePath);
  });
  return isMine;
}

async function writeAside(
  path: string,
  content: Uint8Array | string,
  { mode = READABLE, sidePath = `${path}.${randomUUID()}${SIDE_FILE_ENDING}` }: WriteOptions,
  giveName: (sidePath: string) => Promise<void>,
): Promise<void> {
  try {
    const file = await open(sidePath, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await giveName(sidePath);
    await syncFolder(dirname(path));
  } catch (error) {
    // What went wrong first is what has to be said.
    await rm(sidePath, { force: true }).catch(() => undefined);
    throw diskFailure(error, path);
  }
}

/** A new name outlives a power cut only once its folder is synced; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { open, rename, rm } from 'node:fs/promises';
import { CommandFailure } from '../failure.js';

const READABLE = 0o644;

/**
 * Writes a file that is there whole or not at all, also after a power cut: to a side file, synced, then renamed. A full
 * disk is said as such, and leaves nothing half-written.
 */
export async function writeFileWhole(path: string, content: Uint8Array | string, mode = READABLE): Promise<void> {
  const sidePath = `${path}.part`;
  try {
    const file = await open(sidePath, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(sidePath, path);
  } catch (error) {
    await rm(sidePath, { force: true });
    throw diskFailure(error, path);
  }
}

/** A write error as its user should read it; any other error as it is. */
export function diskFailure(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new CommandFailure(
      `No space is left for ${path}. Nothing was half-written; free some space and run the same command again.`,
    );
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new CommandFailure(`${path} cannot be written (${code}). Set RATEBOOK_HOME to a folder of yours.`);
  }
  return error;
}

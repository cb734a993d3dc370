import { chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure } from '../failure.js';
import { diskFailure, readFailure } from './disk-failure.js';
import { findText, makeFolder } from './folder.js';
import { createFileWhole, writeFileWhole } from './write-file-whole.js';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o077;

/** Writes a file that only its owner may read: mode 600, in a folder of mode 700 whatever it had before. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  await makePrivateFolder(dirname(path));
  await writeFileWhole(path, content, { mode: PRIVATE_FILE });
}

/** As `writePrivateFile`, but leaves a file that is there already alone. Says whether it was written. */
export async function createPrivateFile(path: string, content: string): Promise<boolean> {
  await makePrivateFolder(dirname(path));
  return createFileWhole(path, content, { mode: PRIVATE_FILE });
}

async function makePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await chmod(folder, PRIVATE_FOLDER).catch((error: unknown) => {
    throw diskFailure(error, folder);
  });
}

/** The file's text, or null where there is none. A file that others may read is refused: its secret may be known. */
export async function readPrivateFile(path: string): Promise<string | null> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw readFailure(error, path);
  });
  if (found === null) return null;
  if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) {
    const mode = (found.mode & 0o777).toString(8);
    throw new CommandFailure(
      `${path} can be read by others (mode ${mode}; expected 600). Make it private: chmod 600 ${path}`,
    );
  }
  return findText(path);
}

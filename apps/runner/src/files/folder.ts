import { mkdir, readdir, readFile } from 'node:fs/promises';
import { diskFailure, readFailure } from './disk-failure.js';

/** The runner's files are its owner's: traces are published by submitting them, not by lying about. */
const PRIVATE_FOLDER = 0o700;

/** Makes a folder and those above it, each readable by its owner alone; those that exist stay as they are. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER }).catch((error: unknown) => {
    throw diskFailure(error, path);
  });
}

/** Makes a folder that must not be there yet. Says whether it was made. */
export async function makeNewFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: PRIVATE_FOLDER });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw diskFailure(error, path);
  }
}

/** Names in a folder, sorted; none where there is no folder. A folder that cannot be read is not an empty one. */
export async function namesIn(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch((error: unknown) => orMissing(error, path, []));
  return names.toSorted();
}

/** A file's text, or null where there is no file. */
export async function findText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: unknown) => orMissing(error, path, null));
}

function orMissing<T>(error: unknown, path: string, missing: T): T {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing;
  throw readFailure(error, path);
}

/** A JSON value, or undefined where the text is none. */
export function findJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

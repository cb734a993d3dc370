import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure } from '../failure.js';
import { writeFileWhole } from './write-file-whole.js';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o077;

/** Writes a file that only its owner may read (mode 600, in a folder of mode 700). */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  await writeFileWhole(path, content, PRIVATE_FILE);
  await chmod(path, PRIVATE_FILE);
}

/** The file's text, or null where there is none. A file that others may read is refused: its secret may be known. */
export async function readPrivateFile(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) {
    const mode = (found.mode & 0o777).toString(8);
    throw new CommandFailure(
      `${path} can be read by others (mode ${mode}; expected 600). Make it private: chmod 600 ${path}`,
    );
  }
  return readFile(path, 'utf8');
}

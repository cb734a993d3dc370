import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../environment.js';
import { CommandFailure } from '../failure.js';
import { findJson, findText, makeFolder, namesIn } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';

/** A Python to train with, and who says so. */
export interface FoundPython {
  readonly path: string;
  readonly from: 'setup --python' | 'RATEBOOK_PYTHON' | 'ratebook setup';
}

const SavedSchema = z.strictObject({ version: z.literal(1), path: z.string().min(1) });

const savedPath = (home: string) => join(home, 'python.json');

/** The environment that `ratebook setup` makes. */
export const ownEnvironment = (home: string) => join(home, 'venv');

/** The Python of a virtual environment, by the folder that it is in. */
export function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Remembers a Python of the person's own. */
export async function savePython(home: string, path: string): Promise<void> {
  await makeFolder(home);
  await writeFileWhole(savedPath(home), `${JSON.stringify({ version: 1, path })}\n`);
}

/** The environment of `ratebook setup` counts from now on. */
export async function forgetSavedPython(home: string): Promise<void> {
  await rm(savedPath(home), { force: true });
}

/**
 * Which Python trains: the one that `setup --python` remembered, else RATEBOOK_PYTHON, else the environment that setup
 * made; null where there is none of these. Whether it works is another question.
 */
export async function findPython({ home, python }: Pick<Environment, 'home' | 'python'>): Promise<FoundPython | null> {
  const text = await findText(savedPath(home));
  if (text !== null) {
    const saved = SavedSchema.safeParse(findJson(text));
    if (!saved.success)
      throw new CommandFailure(
        `${savedPath(home)} is not what ratebook setup wrote. Run ratebook setup again, with --python or without.`,
      );
    return { path: saved.data.path, from: 'setup --python' };
  }
  if (python !== null) return { path: python, from: 'RATEBOOK_PYTHON' };
  const own = ownEnvironment(home);
  const isThere = (await namesIn(own)).length > 0;
  return isThere ? { path: pythonIn(own), from: 'ratebook setup' } : null;
}

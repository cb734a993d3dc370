import process from 'node:process';

/** In the name of every test that is skipped where no Python is; `npm test` counts them by it. */
export const NEEDS_PYTHON = 'needs Python';

/** The Python with torch that tests train with, or null: they are skipped then. `npm test` makes one. */
export function pythonForTests(): string | null {
  return process.env['RATEBOOK_TEST_PYTHON'] || process.env['RATEBOOK_PYTHON'] || null;
}

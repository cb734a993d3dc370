import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own. */
export interface ScratchFolder {
  readonly path: string;
  /** Writes a file into it; its path. */
  readonly file: (name: string, text: string) => string;
  readonly remove: () => void;
}

/** A fresh folder of the temporary directory. */
export function scratchFolder(purpose: string): ScratchFolder {
  const path = mkdtempSync(join(tmpdir(), `ratebook-${purpose}-`));
  // The embedded PostgreSQL of a test that runs as root is another user: it has to be able to enter.
  chmodSync(path, 0o755);
  return {
    path,
    file: (name, text) => {
      const at = join(path, name);
      writeFileSync(at, text);
      return at;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

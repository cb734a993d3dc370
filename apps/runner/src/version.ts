import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const RUNNER_VERSION = '0.1.0';

/** The code that decides what a run is: name of the part, its folder, the ending of its files. */
function parts(): readonly (readonly [name: string, folder: string, ending: string])[] {
  return [
    ['runner', fileURLToPath(new URL('.', import.meta.url)), '.js'],
    ['core', fileURLToPath(new URL('..', import.meta.resolve('@ratebook/core/policy'))), '.js'],
    ['worker', fileURLToPath(new URL('../worker/src', import.meta.url)), '.py'],
  ];
}

/**
 * SHA-256 over the code of runner, core and Python worker as it is installed: part and name, a NUL, the contents, in the
 * order of parts and names; null where the runner runs from sources. Self-reported: it tells honest versions apart and
 * proves nothing.
 */
export function packageDigest(): string | null {
  if (!import.meta.url.endsWith('.js')) return null;
  const hash = createHash('sha256');
  for (const [part, folder, ending] of parts()) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending))
      .map((name) => name.replaceAll(sep, '/'))
      .sort();
    for (const name of names)
      hash
        .update(`${part}/${name}`)
        .update('\0')
        .update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

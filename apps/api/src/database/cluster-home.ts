import { createHash } from 'node:crypto';
import { constants, existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The unprivileged user that PostgreSQL runs as where we are root. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The user to become, or null where this process is not root. */
export async function unprivilegedOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (!found) throw new Error('PostgreSQL does not run as root, and this machine has no user "nobody" to run it as.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** Whether every folder on the way to `path` may be entered by any user. Folders that are not there yet will be. */
export function isReachableByOthers(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & constants.S_IXOTH) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

const SYSTEM_HOME = '/var/lib/ratebook';
const NAMED_DIGITS = 12;

/**
 * Where the cluster of a data directory lives: in its `postgres` folder. A checkout in root's own home cannot be entered
 * by the unprivileged user; its cluster lies under /var/lib/ratebook then, named for the data directory.
 */
export function clusterHome(dataDirectory: string, owner: Owner | null): string {
  const home = join(resolve(dataDirectory), 'postgres');
  if (owner === null || isReachableByOthers(home)) return home;
  const name = createHash('sha256').update(home).digest('hex').slice(0, NAMED_DIGITS);
  return join(SYSTEM_HOME, name, 'postgres');
}

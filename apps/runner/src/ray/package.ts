import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { namesIn } from '../files/folder.js';
import { ASSETS_FOLDER, WORKER_SOURCES } from '../python/worker-environment.js';

/** What is sent to a cluster: the driver, the worker, and the data that come with the runner. */
export interface RayPackage {
  /** Ray's form of a package's name. The same content has the same name. */
  readonly name: string;
  readonly zip: Uint8Array;
}

/** Where the data lie in the package; the driver knows it. */
const ASSETS = 'assets';

/** No file of a zip has this time by chance; a zip of the same content must be the same bytes. */
const NO_TIME = new Date('1980-01-01T12:00:00Z');

export async function makeRayPackage(): Promise<RayPackage> {
  const files: Record<string, Uint8Array> = {
    ...(await filesOf(join(WORKER_SOURCES, 'ratebook_ray'), 'ratebook_ray')),
    ...(await filesOf(join(WORKER_SOURCES, 'ratebook_worker'), 'ratebook_worker')),
    ...(await filesOf(ASSETS_FOLDER, ASSETS)),
  };
  const zip = zipSync(files, { mtime: NO_TIME });
  const digest = createHash('sha256').update(zip).digest('hex').slice(0, 16);
  return { name: `_ray_pkg_${digest}.zip`, zip };
}

/** All files below a folder, but for what Python makes beside its sources. */
async function filesOf(folder: string, as: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const name of await namesIn(folder)) {
    if (name === '__pycache__') continue;
    const path = join(folder, name);
    const bytes = await readFile(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EISDIR') return null;
      throw error;
    });
    Object.assign(files, bytes === null ? await filesOf(path, `${as}/${name}`) : { [`${as}/${name}`]: bytes });
  }
  return files;
}

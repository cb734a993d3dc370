import { join } from 'node:path';
import postgres from 'postgres';
import { startRegistry } from '../processes.js';
import { say } from '../progress.js';
import { type ScratchCluster, startScratchCluster } from './scratch-cluster.js';
import { seedRuns } from './seed-runs.js';

export const SIZES = { '10k': 10_000, '1m': 1_000_000 } as const;
export type Size = keyof typeof SIZES;

export interface BenchDatabases {
  readonly cluster: ScratchCluster;
  readonly urls: Readonly<Record<Size, string>>;
}

const LOOK_EVERY_MS = 200;
const PATIENCE_MS = 180_000;

/** Two registries' databases beside each other: the project's content, and 10⁴ or 10⁶ runs; their boards ranked. */
export async function makeDatabases(): Promise<BenchDatabases> {
  const cluster = await startScratchCluster();
  try {
    await cluster.create('content');
    await letRegistryWork(cluster, 'content');
    const urls = { '10k': cluster.urlOf('10k'), '1m': cluster.urlOf('1m') };
    for (const size of Object.keys(SIZES) as Size[]) {
      say(`Seeding ${SIZES[size].toLocaleString('en-US')} runs`);
      await cluster.create(size, 'content');
      await seedRuns(urls[size], SIZES[size]);
      await letRegistryWork(cluster, size);
    }
    return { cluster, urls };
  } catch (error) {
    await cluster.remove();
    throw error;
  }
}

/** Starts a registry on a database until it has loaded the content and its worker has nothing left to do. */
async function letRegistryWork(cluster: ScratchCluster, database: string): Promise<void> {
  const url = cluster.urlOf(database);
  const registry = await startRegistry(url, join(cluster.folder, database));
  const sql = postgres(url, { max: 1 });
  try {
    for (const until = Date.now() + PATIENCE_MS; ;) {
      const [left] = await sql<{ jobs: number; error: string | null }[]>`
        select count(*)::int as jobs, max(last_error) as error from job`;
      if (left?.jobs === 0) break;
      if (left?.error != null || Date.now() > until) throw new Error(`A job was not done: ${String(left?.error)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    await sql`vacuum analyze board_row`;
  } finally {
    await sql.end();
    await registry.stop();
  }
}

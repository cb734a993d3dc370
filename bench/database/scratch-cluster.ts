import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '../../apps/api/src/database/embedded-postgres.js';

/** An embedded PostgreSQL of the bench's own: nothing that is measured touches a registry that somebody uses. */
export interface ScratchCluster {
  /** Folder for whatever else the bench writes; gone with the cluster. */
  readonly folder: string;
  readonly urlOf: (database: string) => string;
  /** Makes a database: an empty one, or a copy of one that nobody is connected to. */
  readonly create: (database: string, template?: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function startScratchCluster(): Promise<ScratchCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'ratebook-bench-'));
  // The database runs as another user where we are root; that user has to get in.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDirectory: folder });
  const urlOf = (database: string) => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  const remove = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void remove().finally(() => process.exit(130)));
  return {
    folder,
    urlOf,
    create: async (database, template = 'template1') => {
      const sql = postgres(urlOf('postgres'), { max: 1, onnotice: () => undefined });
      await sql`create database ${sql(database)} template ${sql(template)}`.finally(() => sql.end());
    },
    remove,
  };
}

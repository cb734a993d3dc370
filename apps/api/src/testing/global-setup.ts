import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../database/migrate.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { CLUSTER_VARIABLE } from './test-database.js';

/**
 * One PostgreSQL a test run, its own database migrated once: every test file clones that one. Whoever names a server by
 * the variable gets that one instead, PostgreSQL 15 for example.
 */
export default async function startCluster(): Promise<() => Promise<void>> {
  const given = process.env[CLUSTER_VARIABLE];
  if (given !== undefined && given !== '') {
    await migrateDatabase(given);
    return () => Promise.resolve();
  }
  const folder = await mkdtemp(join(tmpdir(), 'ratebook-cluster-'));
  // As root the server runs as another user, who has to be able to enter.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDirectory: folder, isDurable: false });
  await migrateDatabase(server.url);
  process.env[CLUSTER_VARIABLE] = server.url;
  return async () => {
    process.env[CLUSTER_VARIABLE] = '';
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

import { randomBytes } from 'node:crypto';
import postgres from 'postgres';

/** Address of a migrated database that test databases are cloned from; set by the global set-up. */
export const CLUSTER_VARIABLE = 'RATEBOOK_TEST_DATABASE_URL';

export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it and removes it. */
  readonly drop: () => Promise<void>;
}

/** A database of the test's own: cloned from the migrated one, or empty. */
export async function createTestDatabase({
  isEmpty = false,
}: { readonly isEmpty?: boolean } = {}): Promise<TestDatabase> {
  const cluster = process.env[CLUSTER_VARIABLE];
  if (cluster === undefined || cluster === '')
    throw new Error(
      `${CLUSTER_VARIABLE} is not set: name apps/api/src/testing/global-setup.ts as vitest's globalSetup.`,
    );
  const template = new URL(cluster).pathname.slice(1);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await maintain(cluster, (sql) =>
    isEmpty ? sql`create database ${sql(name)}` : sql`create database ${sql(name)} template ${sql(template)}`,
  );
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => maintain(cluster, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

async function maintain(cluster: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const url = new URL(cluster);
  url.pathname = '/postgres';
  const sql = postgres(url.href, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

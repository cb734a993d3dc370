import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contributor, TestRegistry } from '../testing.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { DatabaseKeeper } from './keeper.js';
import { migrateDatabase } from './migrate.js';

let registry: TestRegistry;
let ada: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  ada = await registry.signIn('ada');
});
afterAll(() => registry.close());

/** Does work that comes to write into a table, and cuts its connection right there, inside its transaction. */
function cutWhileWriting<T>(
  table: 'report' | 'submission',
  work: () => Promise<T>,
): Promise<{ readonly ended: Promise<T> }> {
  return registry.sql.begin(async (transaction) => {
    await transaction`lock table ${transaction(table)} in exclusive mode`;
    const ended = work();
    ended.catch(() => undefined);
    const cut = () => registry.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await cut()).length, { timeout: 20_000 }).toBe(1);
    return { ended };
  });
}

const stateOf = async (id: string) =>
  (await registry.data('query ($id: String!) { submission(id: $id) { state } }', { id })).submission?.state as unknown;
const runCount = async () => (await registry.sql`select 1 from run`).length;

describe('a connection that breaks', () => {
  it('in the middle of a verification leaves nothing half-written, and the job is done once when it is tried again', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1 });
    await ada.submit(forged);
    const { ended } = await cutWhileWriting('report', () => registry.work());
    await expect(ended).rejects.toThrow();
    expect(await stateOf(forged.id)).not.toBe('ACCEPTED');
    expect(await runCount()).toBe(0);
    await registry.parts.queue.releaseLeases();
    await registry.work();
    expect(await stateOf(forged.id)).toBe('ACCEPTED');
    expect(await runCount()).toBe(forged.submission.runs.length);
    expect(await registry.sql`select 1 from report`).toHaveLength(1);
  });

  it('in the middle of submitRuns is told as REGISTRY_UNAVAILABLE, and the same text is taken afterwards', async () => {
    const forged = await ada.forgeEvaluation({ runs: 1, policies: ['constant(0.2)'] });
    await ada.upload(forged);
    const { ended } = await cutWhileWriting('submission', () => ada.askSubmit(forged));
    const reply = await ended;
    expect(reply.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['REGISTRY_UNAVAILABLE']);
    expect(await stateOf(forged.id)).toBeUndefined();
    const { ticket } = await registry.data('query ($id: String!) { ticket(id: $id) { state } }', {
      id: forged.parts.ticket?.id,
    });
    expect(ticket).toEqual({ state: 'OPEN' });
    expect(await ada.send(forged)).toMatchObject({ __typename: 'SubmissionAccepted', isDuplicate: false });
  });
});

describe('a server that stops', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let away: TestRegistry;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratebook-outage-'));
    // As root the server runs as another user, who has to be able to enter.
    await chmod(folder, 0o755);
    server = await startEmbeddedPostgres({ dataDirectory: folder, isDurable: false });
    await migrateDatabase(server.url);
    away = await TestRegistry.start({ databaseUrl: server.url });
  });
  afterAll(async () => {
    await away.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const isReady = async () => (await fetch(`${away.origin}/readyz`)).ok;

  it('is told as REGISTRY_UNAVAILABLE, and everything is there when it is back at its address', async () => {
    const bea = await away.signIn('bea');
    await server.stop();
    const { errors } = await away.ask('{ counts { runs } }');
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['REGISTRY_UNAVAILABLE']);
    const signedIn = await bea.ask('{ counts { runs } }');
    expect(signedIn.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['REGISTRY_UNAVAILABLE']);
    expect(await isReady()).toBe(false);
    expect(await server.revive()).toBe(true);
    await expect.poll(isReady, { timeout: 10_000 }).toBe(true);
    expect(await away.data('{ viewer { account { handle } } }', {}, bea.token)).toEqual({
      viewer: { account: { handle: 'bea' } },
    });
    expect(await server.revive()).toBe(false);
  });

  it('is started again by its keeper, which says so once, and not after the keeper was stopped', async () => {
    const said: string[] = [];
    const keeper = new DatabaseKeeper(server, {
      onRevived: () => said.push('revived'),
      onFailed: () => said.push('failed'),
    });
    await server.stop();
    await expect.poll(isReady, { timeout: 10_000 }).toBe(true);
    await keeper.stop();
    expect(said).toEqual(['revived']);
    await server.stop();
    expect(await isReady()).toBe(false);
    expect(said).toEqual(['revived']);
  });
});

describe('a server that cannot be started', () => {
  it('is tried again until it can, and every failure is told', async () => {
    const answers = ['fail', 'fail', 'revived'];
    const said: string[] = [];
    await new Promise<void>((resolve) => {
      const keeper = new DatabaseKeeper(
        { revive: () => (answers.shift() === 'fail' ? Promise.reject(new Error('no room')) : Promise.resolve(true)) },
        {
          onFailed: (error) => said.push((error as Error).message),
          onRevived: () => {
            said.push('revived');
            void keeper.stop().then(resolve);
          },
        },
      );
    });
    expect(said).toEqual(['no room', 'no room', 'revived']);
  });
});

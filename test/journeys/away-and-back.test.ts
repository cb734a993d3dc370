import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@ratebook/api/testing';
import { ask, registryEnvironment, type RunningRegistry, startRegistry } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

interface Listed {
  readonly submissions: readonly { readonly id: string; readonly state: string; readonly level: number | null }[];
}

/** A registry on somebody's own PostgreSQL, by DATABASE_URL, that goes away and comes back. */
describe('a runner whose registry goes away', () => {
  const scratch = scratchFolder('away');
  let database: TestDatabase;
  let registry: RunningRegistry;
  let ada: Runner;
  let waiting: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = await registryEnvironment(join(scratch.path, 'data'));
    registry = await startRegistry({ ...environment, DATABASE_URL: database.url });
    ada = new Runner(join(scratch.path, 'home'), registry.apiUrl);
  });

  afterAll(async () => {
    await registry.stop();
    await database.drop();
    scratch.remove();
  });

  it('makes runs without a login, says before they start that they enter as imported, and keeps them', async () => {
    const ended = await ada.run('evaluate', 'digits-mlp', 'linear(0.08)', '--seeds', '1', '--budget', '0.25');
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout.indexOf('imported')).toBeGreaterThan(-1);
    expect(ended.stdout.indexOf('imported')).toBeLessThan(ended.stdout.indexOf('test accuracy'));
    expect(ended.stdout).toMatch(/waits in the outbox/);
  });

  it('keeps a finished submission while the registry is away, and says so with exit code 3', async () => {
    await ada.json('login', 'ada');
    const answer = await ada.json(
      'evaluate',
      'digits-mlp',
      'linear(0.09)',
      '--seeds',
      '1',
      '--budget',
      '0.25',
      '--no-submit',
    );
    waiting = String(answer['submission']);
    await registry.stop();
    const ended = await ada.run('submit');
    expect(ended.status).toBe(3);
    expect(ended.stderr).toContain(registry.apiUrl);
    expect(ended.stderr).toMatch(/nothing is lost/i);
  });

  it('sends it when the registry is back, and again without harm: the first reply comes twice', async () => {
    registry = await startRegistry(registry.environment);
    expect((await ada.json('submit', waiting))['sent']).toEqual([waiting]);
    const again = await ada.run('submit', waiting);
    expect(again.status, again.stderr).toBe(0);
    expect(again.stdout).toContain('the registry had it already');
    expect((await ada.json('submit'))['refused']).toEqual([]);
    const states = async () => ((await ada.json('status')) as unknown as Listed).submissions.map(({ state }) => state);
    await expect.poll(states, { timeout: 20_000 }).toEqual(['ACCEPTED', 'ACCEPTED']);
  });

  it('ranks the imported run on the view "all", marked, and never on the verified one', async () => {
    const rowsOf = async (view: string) => {
      const { board } = await ask<{
        board: { rows: { edges: readonly { node: { notation: string; isImported: boolean } }[] } };
      }>(
        registry.apiUrl,
        `{ board(task: "digits-mlp@1", objective: BEST_METRIC, budget: 0.25, view: ${view}, first: 50) {
          rows { edges { node { notation isImported } } } } }`,
      );
      return board.rows.edges.map(({ node }) => node);
    };
    await expect.poll(() => rowsOf('ALL'), { timeout: 20_000 }).toHaveLength(2);
    expect(await rowsOf('ALL')).toContainEqual({ notation: 'linear(0.08)', isImported: true });
    expect(await rowsOf('ALL')).toContainEqual({ notation: 'linear(0.09)', isImported: false });
    expect(await rowsOf('VERIFIED')).toEqual([]);
  });

  it('takes two runners that work with one key at once', async () => {
    const both = await Promise.all(
      ['constant(0.05)', 'constant(0.06)'].map((policy) =>
        ada.json('evaluate', 'digits-mlp', policy, '--seeds', '1', '--budget', '0.25'),
      ),
    );
    expect(new Set(both.map(({ submission }) => submission)).size).toBe(2);
    const { submissions } = (await ada.json('status')) as unknown as Listed;
    expect(submissions).toHaveLength(4);
  });

  it('raises a banner on every page and a metric while verification stands still', async () => {
    const sql = postgres(database.url, { max: 1 });
    const pageText = async () => (await fetch(`${registry.siteUrl}/tasks`)).text();
    const metrics = async () => (await fetch(registry.apiUrl.replace('/graphql', '/metrics'))).text();
    try {
      expect(await pageText()).not.toContain('Verification is standing still');
      expect(await metrics()).toMatch(/^ratebook_queue_is_stalled 0$/m);
      await sql`insert into job (kind, key, queued_at, run_after)
        values ('verify-submission', 'nobody', now() - interval '1 hour', now() + interval '1 hour')`;
      expect(await pageText()).toContain('Verification is standing still');
      expect(await metrics()).toMatch(/^ratebook_queue_is_stalled 1$/m);
    } finally {
      await sql`delete from job where key = 'nobody'`;
      await sql.end();
    }
  });

  it('refuses a task that was retired meanwhile, by name', async () => {
    const sql = postgres(database.url, { max: 1 });
    await sql`update task set state = 'retired' where name = 'wordnet-glosses@1'`;
    await sql.end();
    const ended = await ada.run('range-test', 'wordnet-glosses');
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('wordnet-glosses@1 is retired');
  });
});

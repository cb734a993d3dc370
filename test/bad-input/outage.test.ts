import postgres from 'postgres';
import { join } from 'node:path';
import { Contributor, type Listed, nodesOf } from '@ratebook/api/testing';
import { taskName } from '@ratebook/core/task';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../kit/scratch.js';
import { ApiProcess, embeddedServer, embeddedUrl, isAlive } from './api-process.js';

const scratch = scratchFolder('outage');
const dataDirectory = join(scratch.path, 'data');
let api: ApiProcess;
let ada: Contributor;

beforeAll(async () => {
  api = await ApiProcess.start(dataDirectory);
  ada = await Contributor.signIn(api, 'ada');
});
afterAll(async () => {
  await api.end('SIGTERM');
  scratch.remove();
});

/** What the tables hold of a submission, asked beside the API. */
async function heldOf(id: string) {
  const sql = postgres(embeddedUrl(dataDirectory), { max: 1 });
  try {
    const [held] = await sql<{ reports: number; runs: number; jobs: number }[]>`
      select (select count(*)::int from report r where r.submission_id = s.id) as reports,
        (select count(*)::int from run r where r.submission_id = s.id) as runs,
        (select count(*)::int from job j where j.key = ${id}) as jobs
      from submission s where s.hash = ${id}`;
    return held ?? null;
  } finally {
    await sql.end();
  }
}

/**
 * Holds a table, begins work that has to write into it, and does something at the moment when the API waits for it, in
 * the middle of its transaction. The table is let go afterwards.
 */
async function inTheMiddle<T>(
  table: 'report' | 'submission',
  begin: () => Promise<T>,
  act: () => Promise<void>,
): Promise<{ readonly begun: Promise<T> }> {
  const sql = postgres(embeddedUrl(dataDirectory), { max: 2, onnotice: () => undefined });
  const works: Promise<T>[] = [];
  await sql
    .begin(async (transaction) => {
      await transaction`lock table ${transaction(table)} in exclusive mode`;
      const work = begin();
      work.catch(() => undefined);
      works.push(work);
      const waiting = () => sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'`;
      await expect.poll(async () => (await waiting()).length, { timeout: 20_000 }).toBeGreaterThan(0);
      await act();
    })
    // The server that was killed takes our own connection with it.
    .catch((error: unknown) => {
      if (works.length === 0 || !isCut(error)) throw error;
    });
  await sql.end({ timeout: 1 });
  const [begun] = works;
  if (begun === undefined) throw new Error('The work was never begun.');
  return { begun };
}

const isCut = (error: unknown) =>
  error instanceof Error && 'code' in error && ['CONNECTION_CLOSED', 'ECONNRESET'].includes(String(error.code));

async function killPostgres(): Promise<void> {
  const { processId } = embeddedServer(dataDirectory);
  process.kill(processId, 'SIGKILL');
  await expect.poll(() => isAlive(processId), { timeout: 10_000 }).toBe(false);
}

const BOARD = `query ($task: String!) {
  board(task: $task, view: ALL, first: 100) { rows { edges { node { notation n } } } }
}`;
/** The runs behind a policy on the board; 0 where it is not there. */
async function ranked(policy: string): Promise<number> {
  const { board } = await api.data<{ board: { rows: Listed<{ notation: string; n: number }> } | null }>(BOARD, {
    task: taskName(api.task),
  });
  return board === null ? 0 : (nodesOf(board.rows).find(({ notation }) => notation === policy)?.n ?? 0);
}

const stateOf = async (id: string) =>
  (await api.ask('query ($id: String!) { submission(id: $id) { state } }', { id })).data?.submission?.state as unknown;
const untilReady = () => expect.poll(() => api.isReady(), { timeout: 20_000 }).toBe(true);
const untilAccepted = (id: string) => expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe('ACCEPTED');

/** That a submission was verified once, whole, and its runs are counted once on the board. */
async function expectDoneOnce(id: string, policy: string, runs: number): Promise<void> {
  await untilAccepted(id);
  await expect.poll(() => heldOf(id), { timeout: 20_000 }).toEqual({ reports: 1, runs, jobs: 0 });
  await expect.poll(() => ranked(policy), { timeout: 20_000 }).toBe(runs);
  const verified = api.printed.split('\n').filter((line) => line.includes(id) && line.includes('submission verified'));
  expect(verified).toHaveLength(1);
}

describe('an embedded PostgreSQL that is killed', () => {
  it('in the middle of submitRuns: 503 REGISTRY_UNAVAILABLE, nothing is written, the API starts it again and takes the same text', async () => {
    const policy = 'constant(0.2)';
    const forged = await ada.forgeEvaluation({ runs: 1, policies: [policy] });
    await ada.upload(forged);
    const { begun } = await inTheMiddle('submission', () => ada.askSubmit(forged), killPostgres);
    const reply = await begun;
    expect(reply.status).toBe(503);
    expect(reply.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['REGISTRY_UNAVAILABLE']);
    await untilReady();
    expect(api.isRunning).toBe(true);
    const told = () => api.printed.includes('the embedded PostgreSQL had died and was started again');
    await expect.poll(told, { timeout: 10_000 }).toBe(true);
    expect(await heldOf(forged.id)).toBeNull();
    expect(await ada.send(forged)).toMatchObject({ __typename: 'SubmissionAccepted', isDuplicate: false });
    await expectDoneOnce(forged.id, policy, 1);
  });

  it('in the middle of a verification: what was acknowledged stays, and is verified once when the database is back', async () => {
    const policy = 'constant(0.3)';
    const forged = await ada.forgeEvaluation({ runs: 2, policies: [policy] });
    const { begun } = await inTheMiddle('report', () => ada.submit(forged), killPostgres);
    expect(await begun).toMatchObject({ __typename: 'SubmissionAccepted' });
    await untilReady();
    await expectDoneOnce(forged.id, policy, 2);
    expect(await ada.send(forged)).toMatchObject({ __typename: 'SubmissionAccepted', isDuplicate: true });
    expect(api.isRunning).toBe(true);
  });
});

describe('an API that is killed', () => {
  it('in the middle of a verification: started again it verifies once, and the board counts the runs once', async () => {
    const policy = 'constant(0.4)';
    const forged = await ada.forgeEvaluation({ runs: 2, policies: [policy] });
    const { begun } = await inTheMiddle(
      'report',
      () => ada.submit(forged),
      async () => {
        await api.end('SIGKILL');
        expect(api.isRunning).toBe(false);
      },
    );
    expect(await begun).toMatchObject({ __typename: 'SubmissionAccepted' });
    await api.start();
    await expectDoneOnce(forged.id, policy, 2);
  });
});

describe('a database at an address of its own', () => {
  it('is waited for, not started, by an API that was given the address', async () => {
    const guest = await ApiProcess.start(join(scratch.path, 'guest'), embeddedUrl(dataDirectory));
    try {
      expect(await guest.isReady()).toBe(true);
      const { processId } = embeddedServer(dataDirectory);
      await killPostgres();
      await untilReady();
      expect(embeddedServer(dataDirectory).processId).not.toBe(processId);
      await expect.poll(() => guest.isReady(), { timeout: 20_000 }).toBe(true);
      expect(guest.isRunning).toBe(true);
      expect(guest.printed).not.toContain('was started again');
    } finally {
      await guest.end('SIGTERM');
    }
  });
});

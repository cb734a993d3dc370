import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.js';
import { connect, isOutage, type Sql } from './client.js';

let database: TestDatabase;
let observer: Sql;
beforeAll(async () => {
  database = await createTestDatabase({ isEmpty: true });
  observer = connect(database.url, 1);
  await observer`create table note (text text not null)`;
});
afterAll(async () => {
  await observer.end();
  await database.drop();
});

const cut = (processId: number) => observer`select pg_terminate_backend(${processId}, 5000)`;
const notes = async () =>
  (await observer<{ text: string }[]>`select text from note order by text`).map((row) => row.text);

/** A client of one connection that is reused as soon as it is back: whatever leaks, leaks into the next statement. */
async function withOneConnection(work: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = connect(database.url, 1);
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** A transaction that has written a note, lost its connection, and goes on when `late` is opened. */
async function cutTransaction(sql: Sql, late: Gate, goOn: (write: () => Promise<unknown>) => Promise<unknown>) {
  const written = gate();
  let processId = 0;
  const ended = sql.begin(async (transaction) => {
    const [row] = await transaction<{ id: number }[]>`select pg_backend_pid() as id`;
    processId = row?.id ?? 0;
    await transaction`insert into note values ('before the cut')`;
    written.open();
    await late.opened;
    await goOn(() => transaction`insert into note values ('after the cut')`);
  });
  const outcome = ended.then(
    () => null,
    (error: unknown) => error,
  );
  await written.opened;
  await cut(processId);
  return outcome;
}

describe('a transaction whose connection is lost', () => {
  it('ends as an outage, with nothing of it written and the process alive', () =>
    withOneConnection(async (sql) => {
      const late = gate();
      const error = await cutTransaction(sql, late, (write) => write());
      expect(isOutage(error)).toBe(true);
      late.open();
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
      expect(await notes()).toEqual([]);
    }));

  it.each([
    ['a late statement of it', (write: () => Promise<unknown>) => write()],
    ['its late commit', () => Promise.resolve()],
    ['its late rollback', () => Promise.reject(new Error('changed its mind'))],
  ])('does not meddle with the next transaction on the new connection: %s', (_, goOn) =>
    withOneConnection(async (sql) => {
      const late = gate();
      await cutTransaction(sql, late, goOn);
      const refusal = new Error('rolled back on purpose');
      const next = sql.begin(async (transaction) => {
        await transaction`insert into note values ('of the next')`;
        late.open();
        // Whatever the first still sends would arrive before this comes back.
        await transaction`select pg_sleep(0.05)`;
        const [row] = await transaction<{ count: number }[]>`select count(*)::int as count from note`;
        expect(row?.count).toBe(1);
        throw refusal;
      });
      await expect(next).rejects.toBe(refusal);
      expect(await notes()).toEqual([]);
    }),
  );

  it('answers the statements that were still waiting in it', () =>
    withOneConnection(async (sql) => {
      const settled = gate();
      const ended = sql.begin(async (transaction) => {
        const [row] = await transaction<{ id: number }[]>`select pg_backend_pid() as id`;
        const statements = [transaction`select pg_sleep(30)`, transaction`select 1`, transaction`select ${2}::int`];
        const all = Promise.allSettled(statements).then((outcomes) => {
          expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
          settled.open();
        });
        await cut(row?.id ?? 0);
        await all;
      });
      await expect(ended).rejects.toSatisfy(isOutage);
      await settled.opened;
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    }));
});

describe('a transaction that waits behind many statements', () => {
  // The driver sends a hundred ahead of their answers; the transaction that is the last of them must be one all the same.
  it.each([99, 100, 101])('has its connection to itself: behind %i', (count) =>
    withOneConnection(async (sql) => {
      await sql`select 1 as one`;
      const statements = Array.from({ length: count }, () => sql`select 1 as one`.execute());
      const transaction = sql.begin(async (begun) => (await begun`select 2 as two`)[0]?.['two'] as unknown);
      expect((await Promise.all(statements)).flat()).toEqual(Array.from({ length: count }, () => ({ one: 1 })));
      expect(await transaction).toBe(2);
      // One left open would swallow what is acknowledged afterwards.
      await sql`insert into note values ('afterwards')`;
      expect(await notes()).toEqual(['afterwards']);
      await sql`delete from note`;
    }),
  );
});

import type { Trace } from '@ratebook/core/run';
import { type ForgedSubmission, forgeTask } from '@ratebook/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contributor, type Listed, nodesOf, TestRegistry } from '../testing.js';

let registry: TestRegistry;
let ada: Contributor;
let grace: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  [ada, grace] = [await registry.signIn('ada'), await registry.signIn('grace')];
});
afterAll(() => registry.close());

async function submit(whose: Contributor, forged: ForgedSubmission): Promise<readonly string[]> {
  const answer = await whose.submit(forged);
  if (answer.__typename !== 'SubmissionAccepted') throw new Error(JSON.stringify(answer));
  await registry.work();
  return forged.submission.runs.map((_, index) => `${forged.id.slice(0, 16)}-${String(index)}`);
}

interface Thinned {
  readonly update: readonly number[];
  readonly learningRate: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly totalUpdates: number;
}

describe('a trace', () => {
  const UPDATES = 2000;
  const SPIKE = 777;
  let whole: Trace;
  let jumps: Trace;
  let diverged: Trace;
  let ids: readonly string[];
  beforeAll(async () => {
    const task = forgeTask({ slug: 'long', budget: { unit: 'updates', amount: UPDATES } });
    await registry.open(task);
    const policies = ['cosine(0.1, warmup=137)', 'multi-step(0.2, factor=0.1, at=[613, 1501])', 'constant(0.7)'];
    const honest = await ada.forgeEvaluation({ task, policies, runs: 1, statuses: { 2: 'diverged' } });
    const spiked = honest.withTrace(0, (trace) => ({
      ...trace,
      loss: trace.loss.map((loss, t) => (t === SPIKE ? 9.5 : loss)),
    }));
    ids = await submit(ada, spiked);
    [whole, jumps, diverged] = [spiked.traceOf(0), spiked.traceOf(1), spiked.traceOf(2)];
  });

  const traceOf = async (index: number, points?: number) =>
    (
      await registry.data<{ run: { trace: Thinned } }>(
        'query ($id: String!, $points: Int) { run(id: $id) { trace(points: $points) { update learningRate loss totalUpdates } } }',
        { id: ids[index] ?? '', ...(points === undefined ? {} : { points }) },
      )
    ).run.trace;

  it.each([-1, 0, 1, 2, 3, 4, 5, 10, 50, 399, 1999])(
    'of which %i points are asked for has no more of them, two at least, and always its first and last',
    async (points) => {
      for (const index of [0, 1]) {
        const { update, learningRate, loss, totalUpdates } = await traceOf(index, points);
        expect(update.length).toBeLessThanOrEqual(Math.max(2, points));
        expect([update[0], update.at(-1)]).toEqual([0, UPDATES - 1]);
        expect([learningRate.length, loss.length, totalUpdates]).toEqual([update.length, update.length, UPDATES]);
      }
    },
  );

  it('has values of the whole trace at ascending updates, none of them made up', async () => {
    const { update, learningRate, loss } = await traceOf(0, 100);
    expect(update).toEqual([...new Set(update)].toSorted((a, b) => a - b));
    expect(update.length).toBeGreaterThan(90);
    expect(learningRate).toEqual(update.map((t) => whole.learningRate[t]));
    expect(loss).toEqual(update.map((t) => whole.loss[t]));
  });

  it('is not thinned where it has no more updates than points are asked for', async () => {
    const { update, loss } = await traceOf(0, UPDATES);
    expect(update).toEqual(whole.update);
    expect(loss).toEqual(whole.loss);
  });

  it('has four hundred points where nobody says how many', async () => {
    const { update } = await traceOf(0);
    expect(update.length).toBeGreaterThan(350);
    expect(update.length).toBeLessThanOrEqual(400);
  });

  it('keeps both sides of every boundary of a schedule, and the end of its warm-up', async () => {
    for (const points of [12, 50, 400]) {
      expect((await traceOf(1, points)).update).toEqual(expect.arrayContaining([612, 613, 1500, 1501]));
      expect((await traceOf(0, points)).update).toContain(137);
    }
    expect(jumps.learningRate[613]).toBeLessThan(jumps.learningRate[612] ?? 0);
    expect(whole.learningRate.indexOf(Math.max(...whole.learningRate))).toBe(137);
  });

  it('keeps a spike of the loss', async () => {
    for (const points of [12, 50, 400]) expect((await traceOf(0, points)).loss).toContain(9.5);
  });

  it('keeps the update at which the loss was not finite any more', async () => {
    const { update, loss } = await traceOf(2, 50);
    expect(diverged.loss.at(-1)).toBeNull();
    expect([update.at(-1), loss.at(-1)]).toEqual([diverged.update.length - 1, null]);
  });
});

type Walked = Required<Listed<Readonly<Record<string, string>>>>;

/**
 * Walks a list page by page, doing something before each further page; the keys of the rows it gave, in order. `owner` is
 * the field that the list is of; none for a list of the whole registry.
 */
async function walk(
  { owner, list, key }: { readonly owner?: string | undefined; readonly list: string; readonly key: string },
  first: number,
  between: (page: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly string[]> {
  const seen: string[] = [];
  const asked = `page: ${list}(first: $first, after: $after) {
    edges { node { ${key} } } pageInfo { hasNextPage endCursor } }`;
  const query = `query ($first: Int!, $after: String) { ${owner === undefined ? asked : `owner: ${owner} { ${asked} }`} }`;
  for (let after: string | null = null, page = 1; ; page += 1) {
    const data: { page: Walked } | { owner: { page: Walked } } = await registry.data(query, { first, after });
    const found: Walked = 'owner' in data ? data.owner.page : data.page;
    expect(found.edges.length).toBeLessThanOrEqual(first);
    seen.push(...nodesOf(found).map((node) => node[key] ?? ''));
    if (!found.pageInfo.hasNextPage) return seen;
    after = found.pageInfo.endCursor;
    await between(page);
  }
}

describe('lists', () => {
  let peak = 0.01;
  /** One more run, arm, policy, submission, range test and task. */
  async function insertOneOfEach(): Promise<void> {
    peak += 0.001;
    const height = peak.toFixed(3);
    await registry.open(
      forgeTask({ slug: `inserted-${height.slice(2)}`, data: { ...registry.task.data, name: height } }),
    );
    await submit(ada, await ada.forgeEvaluation({ policies: [`linear(${height})`], runs: 1 }));
    await submit(ada, await ada.forgeRangeTest({ task: swept, policy: `cosine(${height})`, runs: 1 }));
  }
  const swept = forgeTask({ slug: 'swept', budget: { unit: 'updates', amount: 80 } });
  beforeAll(async () => {
    await registry.open(swept);
    for (let count = 0; count < 4; count += 1) await insertOneOfEach();
  });

  it.each([
    { list: 'runs', key: 'id' },
    { list: 'tasks', key: 'name' },
    { list: 'policies', key: 'hash' },
    { list: 'rangeTests', key: 'id' },
    { owner: 'account(handle: "ada")', list: 'submissions', key: 'id' },
  ])('of $list give every row once, whatever is inserted between two pages', async (list) => {
    const before = await walk(list, 100);
    expect(before.length).toBeGreaterThanOrEqual(4);
    expect(new Set(before).size).toBe(before.length);
    const seen = await walk(list, 2, (page) => (page <= 2 ? insertOneOfEach() : Promise.resolve()));
    expect(new Set(seen).size).toBe(seen.length);
    const existed = new Set(before);
    expect(seen.filter((row) => existed.has(row))).toEqual(before);
    const after = await walk(list, 100);
    expect(after.length).toBeGreaterThan(before.length);
  });

  it('refuse a page of no row, of more than a hundred, and a cursor that they did not give', async () => {
    for (const [asked, code] of [
      ['first: 0', 'page.size'],
      ['first: 101', 'page.size'],
      ['after: "bm9uZQ"', 'page.cursor'],
    ] as const) {
      const { errors } = await registry.ask(`{ runs(${asked}) { edges { node { id } } } }`);
      expect(errors[0]?.extensions, asked).toMatchObject({ code });
    }
  });
});

describe('the runs of', () => {
  const filtered = forgeTask({ slug: 'filtered' });
  let adas: readonly string[];
  let graces: readonly string[];
  beforeAll(async () => {
    await registry.open(filtered);
    adas = await submit(
      ada,
      await ada.forgeEvaluation({
        task: filtered,
        policies: ['cosine(0.1)', 'cosine(0.9)'],
        runs: 2,
        statuses: { 1: 'diverged', 2: 'abandoned' },
      }),
    );
    graces = await submit(grace, await grace.forgeEvaluation({ task: filtered, policies: ['cosine(0.1)'], runs: 2 }));
  });

  interface Shown {
    readonly id: string;
    readonly status: string;
    readonly account: { readonly handle: string };
    readonly task: { readonly name: string };
    readonly arm: { readonly hash: string };
  }
  const runsOf = async (asked: string) =>
    nodesOf(
      (
        await registry.data<{ runs: Listed<Shown> }>(
          `{ runs(first: 100, ${asked}) { edges { node { id status account { handle } task { name } arm { hash } } } } }`,
        )
      ).runs,
    );

  it('a task are all of it, the newest first', async () => {
    for (const name of ['filtered', 'filtered@1'])
      expect((await runsOf(`task: "${name}"`)).map(({ id }) => id)).toEqual([...adas, ...graces].toReversed());
  });

  it('an account are its own alone', async () => {
    const runs = await runsOf('account: "grace"');
    expect(runs.map(({ id }) => id)).toEqual(graces.toReversed());
    expect(new Set(runs.map(({ account }) => account.handle))).toEqual(new Set(['grace']));
  });

  it('an arm are those of everybody who ran it', async () => {
    const [shared] = await runsOf('account: "grace"');
    const runs = await runsOf(`arm: "${shared?.arm.hash ?? ''}"`);
    expect(runs.map(({ id }) => id).toSorted()).toEqual([adas[0], adas[2], ...graces].toSorted());
  });

  it('a status ended so, and filters are taken together', async () => {
    const diverged = await runsOf('task: "filtered", status: DIVERGED');
    expect(diverged.map(({ id, status }) => [id, status])).toEqual([[adas[1], 'DIVERGED']]);
    const abandoned = await runsOf('task: "filtered", account: "ada", status: ABANDONED');
    expect(abandoned.map(({ id }) => id)).toEqual([adas[2]]);
    expect(await runsOf('task: "filtered", account: "grace", status: ABANDONED')).toEqual([]);
  });

  it('a task, account or arm that is not there are none', async () => {
    for (const asked of ['task: "nobody-opened-it"', 'account: "nobody"', `arm: "${'0'.repeat(64)}"`])
      expect(await runsOf(asked), asked).toEqual([]);
  });

  it('a run that is not there is null', async () => {
    expect(await registry.data('{ run(id: "0000000000000000-0") { id } }')).toEqual({ run: null });
  });
});

import { type RankedRun, rankArms, rankingRules2026_1, type View } from '@ratebook/core/ranking';
import type { BudgetShare } from '@ratebook/core/task';
import { type EvaluationOptions, forgeTask } from '@ratebook/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contributor, type Listed, nodesOf, TestRegistry } from '../testing.js';

interface Row {
  readonly armHash: string;
  readonly notation: string;
  readonly rankFrom: number | null;
  readonly rankTo: number | null;
  readonly rankOf: number;
  readonly n: number;
  readonly accounts: number;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly score: number | null;
  readonly isLeader: boolean;
  readonly inLeaderGroup: boolean;
  readonly isBaseline: boolean;
  readonly isImported: boolean;
  readonly level: number;
  readonly divergedRuns: number;
  readonly abandonedRuns: number;
  readonly divergenceProbability: number;
  readonly meanUpdates: number | null;
  readonly unrankedReason: string | null;
}

interface Board {
  readonly view: string;
  readonly budget: number;
  readonly rowCount: number;
  readonly rankingVersion: string;
  readonly seedsNeeded: { readonly twoSigma: number; readonly oneSigma: number; readonly halfSigma: number };
  readonly rows: Required<Listed<Row>>;
}

const QUERY = `query ($task: String!, $budget: Float, $view: View, $first: Int, $after: String) {
  board(task: $task, budget: $budget, view: $view, first: $first, after: $after) {
    view budget rowCount rankingVersion seedsNeeded { twoSigma oneSigma halfSigma }
    rows { edges { cursor node { armHash notation rankFrom rankTo rankOf n accounts mean lower upper score isLeader
      inLeaderGroup isBaseline isImported level divergedRuns abandonedRuns divergenceProbability meanUpdates
      unrankedReason } } pageInfo { hasNextPage endCursor } }
  } }`;

let registry: TestRegistry;
let ada: Contributor;
let grace: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  [ada, grace] = [await registry.signIn('ada'), await registry.signIn('grace')];
});
afterAll(() => registry.close());

async function boardOf(task: string, asked: Readonly<Record<string, unknown>> = {}): Promise<Board> {
  return (await registry.data<{ board: Board }>(QUERY, { task, ...asked })).board;
}

const rowsOf = async (task: string, asked: Readonly<Record<string, unknown>> = {}) =>
  nodesOf((await boardOf(task, { first: 100, ...asked })).rows);

/** Opens a task of its own, so that what a test submits stands alone on its boards. */
async function openTask(slug: string, changes: Parameters<typeof forgeTask>[0] = {}) {
  const task = forgeTask({ slug, ...changes });
  await registry.open(task);
  return task;
}

async function submit(whose: Contributor, options: EvaluationOptions) {
  const forged = await whose.forgeEvaluation(options);
  const answer = await whose.submit(forged);
  if (answer.__typename !== 'SubmissionAccepted') throw new Error(JSON.stringify(answer));
  await registry.work();
  const { submission } = await registry.data<{ submission: { state: string } }>(
    'query ($id: String!) { submission(id: $id) { state } }',
    { id: forged.id },
  );
  expect(submission.state).toBe('ACCEPTED');
  return forged;
}

/** The runs of a task's boards as GraphQL lists them, by arm: what core ranks. */
async function ranked(task: string, budget: BudgetShare) {
  const { runs } = await registry.data<{
    runs: Listed<
      Omit<RankedRun, 'account' | 'metric' | 'status' | 'deviceSeconds'> & {
        readonly account: { readonly handle: string };
        readonly arm: { readonly hash: string; readonly budgetShare: number };
        readonly role: string;
        readonly status: string;
        readonly finalTest: number | null;
      }
    >;
  }>(
    `query ($task: String!) { runs(task: $task, first: 100) { edges { node { role status finalTest level isImported
      updates account { handle } arm { hash budgetShare } } } } }`,
    { task },
  );
  const held = nodesOf(runs).filter(({ role, arm }) => role === 'ARM' && arm.budgetShare === budget);
  return [...new Set(held.map(({ arm }) => arm.hash))].map((armHash) => ({
    armHash,
    runs: held
      .filter(({ arm }) => arm.hash === armHash)
      .map(({ account, status, finalTest, level, isImported, updates }) => ({
        account: account.handle,
        metric: finalTest,
        status: status.toLowerCase() as RankedRun['status'],
        level,
        isImported,
        updates,
        deviceSeconds: null,
      })),
  }));
}

/** A task's board as core ranks the same runs, in the words of the API. */
async function rankedByCore(task: ReturnType<typeof forgeTask>, view: View, budget: BudgetShare = 1) {
  const { metric, calibration } = task;
  const board = rankArms(
    {
      direction: metric.direction,
      chance: calibration?.chance ?? null,
      calibration: calibration && { variance: calibration.standardDeviation ** 2, runs: calibration.runs },
      view,
      arms: await ranked(task.slug, budget),
    },
    rankingRules2026_1,
  );
  const rankOf = board.rows.filter(({ rank }) => rank !== null).length;
  return board.rows.map((row) => ({
    armHash: row.armHash,
    rankFrom: row.rank?.from ?? null,
    rankTo: row.rank?.to ?? null,
    rankOf,
    n: row.runs,
    accounts: row.accounts,
    mean: row.mean,
    lower: row.lower,
    upper: row.upper,
    score: row.score,
    isLeader: row.isLeader,
    inLeaderGroup: row.inLeaderGroup,
    isImported: row.isImported,
    level: row.level,
    divergedRuns: row.divergedRuns,
    abandonedRuns: row.abandonedRuns,
    divergenceProbability: row.divergence.mean,
    meanUpdates: row.meanUpdates,
    unrankedReason: row.unrankedReason,
  }));
}

/** A row without what core does not know: how its policy is written. */
const numbersOf = ({ notation: _notation, isBaseline: _isBaseline, ...numbers }: Row) => numbers;

const EIGHT = [0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.5, 0.9].map((peak) => `cosine(${String(peak)})`);

describe('a board', () => {
  it.each(['maximize', 'minimize'] as const)(
    'stands in the order, with the ranges and the leader group, that core gives the same runs (%s)',
    async (direction) => {
      const metric = { maximize: { name: 'accuracy', unit: 'share' }, minimize: { name: 'loss', unit: 'nats' } }[
        direction
      ];
      const task = await openTask(`ranked-${direction}`, { metric: { ...metric, direction } });
      await submit(ada, { task, policies: EIGHT });
      await submit(grace, { task, policies: EIGHT.slice(2, 5), runs: 2 });
      const rows = await rowsOf(task.slug);
      expect(rows.map(numbersOf)).toEqual(await rankedByCore(task, 'all'));
      expect(rows).toHaveLength(8);
      const sign = direction === 'maximize' ? -1 : 1;
      const scores = rows.map(({ score }) => score ?? NaN);
      expect(scores).toEqual(scores.toSorted((a, b) => sign * (a - b)));
      const group = rows.filter(({ inLeaderGroup }) => inLeaderGroup);
      expect(group.length).toBeGreaterThan(0);
      expect(group.length).toBeLessThan(rows.length);
      expect(rows.map(({ isLeader }) => isLeader)).toEqual(rows.map((_, index) => index === 0));
      expect(rows[0]?.rankFrom).toBe(1);
    },
  );

  it('is null for a task that nobody opened, and an empty one where nothing was run', async () => {
    expect(await boardOf('nobody-opened-it')).toBeNull();
    await openTask('still-empty');
    expect(await boardOf('still-empty')).toMatchObject({ view: 'ALL', rowCount: 0, rows: { edges: [] } });
  });

  it('says under which rules it was ranked and how many seeds would tell arms apart', async () => {
    const task = await openTask('with-rules');
    await submit(ada, { task });
    expect(await boardOf(task.slug)).toMatchObject({
      rankingVersion: rankingRules2026_1.rankingVersion,
      seedsNeeded: { twoSigma: 4, oneSigma: 14, halfSigma: 51 },
    });
  });

  it('marks the arm that is the task’s baseline', async () => {
    const task = await openTask('with-baseline');
    await submit(ada, { task, policies: ['constant(0.1)', 'linear(0.1)'] });
    const rows = await rowsOf(task.slug);
    expect(rows.filter(({ isBaseline }) => isBaseline).map(({ notation }) => notation)).toEqual(['constant(0.1)']);
  });

  it('refuses a share of the budget that no task has', async () => {
    const { errors } = await registry.ask(QUERY, { task: registry.taskName, budget: 0.3 });
    expect(errors[0]?.extensions).toMatchObject({ code: 'budget.unknown' });
  });
});

describe('a view', () => {
  it('is the highest that has rows where none is asked for, and the board says which', async () => {
    const task = await openTask('viewed');
    await submit(ada, { task });
    const [taskRow] = await registry.sql<{ id: number }[]>`select id from task where slug = ${task.slug}`;
    for (const [level, view, rows] of [
      [2, 'ALL', [2, 0, 0]],
      [4, 'VERIFIED', [2, 2, 0]],
      [6, 'RECORDS', [2, 2, 2]],
    ] as const) {
      // Levels above 2 come from later editions of the checks; the ranking reads them off the runs.
      await registry.sql`update run set level = ${level} where task_id = ${taskRow?.id ?? 0}`;
      await registry.parts.queue.ask('rank-task', `${task.slug}@1`, registry.sql);
      await registry.work();
      expect(await boardOf(task.slug)).toMatchObject({ view, rowCount: 2 });
      const counts = [];
      for (const asked of ['ALL', 'VERIFIED', 'RECORDS'])
        counts.push((await rowsOf(task.slug, { view: asked })).length);
      expect(counts).toEqual(rows);
    }
  });

  it('that is asked for is the one that is shown, empty as it may be', async () => {
    const task = await openTask('viewed-empty');
    await submit(ada, { task });
    expect(await boardOf(task.slug, { view: 'RECORDS' })).toMatchObject({ view: 'RECORDS', rowCount: 0 });
  });
});

describe('imported runs', () => {
  it('are marked, ranked with core’s discount, and shown on the view of all alone', async () => {
    const task = await openTask('imported');
    await submit(ada, { task, policies: ['cosine(0.1)', 'cosine(0.3)'] });
    await submit(grace, { task, ticket: null, policies: ['linear(0.1)'] });
    const rows = await rowsOf(task.slug);
    expect(rows.map(numbersOf)).toEqual(await rankedByCore(task, 'all'));
    const imported = rows.filter(({ isImported }) => isImported);
    expect(imported.map(({ notation }) => notation)).toEqual(['linear(0.1)']);
    await registry.sql`update run set level = 4 where task_id = (select id from task where slug = ${task.slug})`;
    await registry.parts.queue.ask('rank-task', `${task.slug}@1`, registry.sql);
    await registry.work();
    expect((await rowsOf(task.slug, { view: 'VERIFIED' })).map(({ isImported }) => isImported)).toEqual([false, false]);
  });

  it('say nothing of an arm that was run under a ticket', async () => {
    const task = await openTask('imported-beside');
    await submit(grace, { task, ticket: null, policies: ['cosine(0.12)'] });
    const before = await rowsOf(task.slug);
    expect(before).toMatchObject([{ isImported: true, n: 3, accounts: 1 }]);
    await submit(ada, { task, policies: ['cosine(0.12)'], runs: 2 });
    expect(await rowsOf(task.slug)).toMatchObject([{ isImported: false, n: 2, accounts: 1 }]);
  });
});

describe('runs that did not reach their budget', () => {
  it('count as chance where they diverged, and the row says how many and how probable', async () => {
    const task = await openTask('diverged');
    await submit(ada, { task, policies: ['cosine(0.1)', 'cosine(0.3)'], runs: 4, statuses: { 1: 'diverged' } });
    const rows = await rowsOf(task.slug);
    expect(rows.map(numbersOf)).toEqual(await rankedByCore(task, 'all'));
    const [clean, diverged] = rows;
    expect(clean).toMatchObject({ notation: 'cosine(0.1)', divergedRuns: 0, isLeader: true });
    expect(diverged).toMatchObject({ notation: 'cosine(0.3)', divergedRuns: 1, n: 4 });
    expect(diverged?.divergenceProbability).toBeCloseTo(2 / 6, 12);
    const runs = (await ranked(task.slug, 1)).find(({ armHash }) => armHash === diverged?.armHash)?.runs ?? [];
    const metrics = runs.map(({ metric }) => metric ?? task.calibration?.chance ?? NaN);
    expect(diverged?.mean).toBeCloseTo(metrics.reduce((sum, metric) => sum + metric, 0) / 4, 12);
  });

  it('keep an arm without a rank where more than a third were abandoned, below all that have one', async () => {
    const task = await openTask('abandoned');
    const statuses = { 1: 'abandoned', 3: 'abandoned' } as const;
    await submit(ada, { task, policies: ['cosine(0.01)', 'cosine(0.1)'], runs: 4, statuses });
    const rows = await rowsOf(task.slug);
    expect(rows.map(numbersOf)).toEqual(await rankedByCore(task, 'all'));
    expect(rows).toMatchObject([
      { notation: 'cosine(0.01)', rankFrom: 1, rankTo: 1, rankOf: 1, unrankedReason: null },
      { notation: 'cosine(0.1)', rankFrom: null, score: null, abandonedRuns: 2, inLeaderGroup: false, rankOf: 1 },
    ]);
    expect(rows[1]?.unrankedReason).toBe('2 of 4 runs were abandoned');
  });

  it('pull a mean down where a third or fewer were abandoned beside completed ones', async () => {
    const task = await openTask('once-abandoned');
    await submit(ada, { task, policies: ['cosine(0.1)', 'cosine(0.2)'], runs: 4, statuses: { 0: 'abandoned' } });
    const rows = await rowsOf(task.slug);
    expect(rows.map(numbersOf)).toEqual(await rankedByCore(task, 'all'));
    const row = rows.find(({ notation }) => notation === 'cosine(0.1)');
    expect(row).toMatchObject({ n: 4, abandonedRuns: 1, unrankedReason: null });
    const completed = (
      (await ranked(task.slug, 1)).find(({ armHash }) => armHash === row?.armHash)?.runs ?? []
    ).flatMap(({ metric }) => metric ?? []);
    expect(completed).toHaveLength(3);
    expect(row?.mean).toBeLessThan(completed.reduce((sum, metric) => sum + metric, 0) / 3);
  });

  it('of a stranger who completed none of an arm change nothing of it', async () => {
    const task = await openTask('stranger');
    await submit(ada, { task, policies: ['cosine(0.1)', 'cosine(0.2)'] });
    const before = await rowsOf(task.slug);
    const statuses = { 0: 'abandoned', 1: 'abandoned' } as const;
    await submit(grace, { task, policies: ['cosine(0.1)'], runs: 2, statuses });
    expect(await rowsOf(task.slug)).toEqual(before);
  });
});

describe('shares of a budget', () => {
  it('have boards of their own: an arm of half the budget stands on that of half alone', async () => {
    const task = await openTask('shared');
    await submit(ada, { task, policies: ['cosine(0.1)'] });
    await submit(ada, { task, policies: ['cosine(0.1)', 'linear(0.1)'], budgetShare: 0.5 });
    await submit(ada, { task, policies: ['wsd(0.1, decay=20%)'], budgetShare: 0.25 });
    const boards = [];
    for (const budget of [1, 0.5, 0.25] as const) {
      const rows = await rowsOf(task.slug, { budget });
      expect(rows.map(numbersOf)).toEqual(await rankedByCore(task, 'all', budget));
      boards.push(rows.map(({ notation, meanUpdates }) => `${notation} ${String(meanUpdates)}`).toSorted());
    }
    expect(boards).toEqual([['cosine(0.1) 40'], ['cosine(0.1) 20', 'linear(0.1) 20'], ['wsd(0.1, decay=20%) 10']]);
  });
});

describe('pages of a board', () => {
  it('give every row once, in the order of the whole', async () => {
    const task = await openTask('paged');
    await submit(ada, { task, policies: EIGHT, runs: 2 });
    const whole = await rowsOf(task.slug);
    expect(whole).toHaveLength(8);
    for (const size of [1, 3, 8]) {
      const seen: Row[] = [];
      for (let after: string | null = null; ;) {
        const { rows, rowCount }: Board = await boardOf(task.slug, { first: size, after });
        expect(rowCount).toBe(8);
        expect(rows.edges.length).toBeLessThanOrEqual(size);
        seen.push(...nodesOf(rows));
        if (!rows.pageInfo.hasNextPage) break;
        after = rows.pageInfo.endCursor;
      }
      expect(seen).toEqual(whole);
    }
  });

  it('are refused for a cursor that another list gave', async () => {
    const { runs } = await registry.data<{ runs: Required<Listed<unknown>> }>(
      '{ runs(first: 1) { edges { node { id } } pageInfo { hasNextPage endCursor } } }',
    );
    const { errors } = await registry.ask(QUERY, { task: registry.taskName, after: runs.pageInfo.endCursor });
    expect(errors[0]?.extensions).toMatchObject({ code: 'page.cursor' });
  });
});

describe('a submission to one task', () => {
  it('changes no board of another, not even when that was ranked', async () => {
    const [left, right] = [await openTask('left'), await openTask('right')];
    await submit(ada, { task: left });
    await submit(ada, { task: right });
    const LEFT = `{ board(task: "left") { computedAt rows { edges { cursor node { armHash score mean rankFrom rankTo curve } } } } }`;
    const before = await registry.data<unknown>(LEFT);
    registry.clock.advance({ seconds: 60 });
    await submit(grace, { task: right, policies: ['cosine(0.1)', 'linear(0.2)'] });
    expect(await registry.data(LEFT)).toEqual(before);
    expect(await rowsOf('right')).toHaveLength(4);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contributor, type Listed, TestRegistry } from '../testing.js';

let registry: TestRegistry;
let ada: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  ada = await registry.signIn('ada');
});
afterAll(() => registry.close());

interface Looked {
  readonly task: {
    readonly armCount: number;
    readonly runCount: number;
    readonly board: { readonly rowCount: number; readonly rows: Listed<{ readonly notation: string }> };
  };
  readonly counts: { readonly runs: number };
}

const lookedAt = (first: number) =>
  registry.data<Looked>(
    `query ($task: String!, $first: Int!) {
      task(slug: $task) { armCount runCount board(first: $first) { rowCount rows { edges { node { notation } } } } }
      counts { runs }
    }`,
    { task: registry.taskName, first },
  );

describe('a page of a board that was looked at before', () => {
  it('shows the next ranking as soon as that is made, and the task’s counts with it', async () => {
    await ada.submit(await ada.forgeEvaluation({ policies: ['cosine(0.1)', 'linear(0.1)'], runs: 2 }));
    await registry.work();
    const before = await lookedAt(10);
    expect(before.task.board.rowCount).toBe(2);
    expect(await lookedAt(10)).toEqual(before);
    expect((await lookedAt(1)).task.board.rows.edges).toEqual(before.task.board.rows.edges.slice(0, 1));

    await ada.submit(await ada.forgeEvaluation({ policies: ['wsd(0.1, decay=20%)'], runs: 2 }));
    await registry.work();
    const after = await lookedAt(10);
    expect(after.task.board.rows.edges).toHaveLength(3);
    expect(after.task.armCount).toBe(3);
    const [{ runs }] = await registry.sql<[{ runs: number }]>`select count(*) as runs from run`;
    expect(after.task.runCount).toBe(runs);
    expect(after.counts.runs).toBe(runs);
    expect(runs).toBeGreaterThan(before.task.runCount);
  });
});

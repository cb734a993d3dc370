import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock, TestRegistry } from '@ratebook/api/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask } from '@ratebook/core/task';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

interface Side {
  readonly runs: number;
  readonly values: readonly number[];
  readonly wallSeconds: number | null;
}

interface Answer {
  readonly submission: string;
  readonly reproduces: string;
  readonly task: string;
  readonly arms: readonly {
    readonly policy: string;
    readonly original: Side;
    readonly again: Side;
    readonly difference: { readonly value: number; readonly lower: number; readonly upper: number } | null;
    readonly verdict: string;
  }[];
}

const POLICIES = ['linear(0.1)', 'constant(1e-3)'] as const;

/** Two people with real runners, and a registry in this process. */
describe('reproducing a submission', () => {
  const scratch = scratchFolder('reproduce');
  let registry: TestRegistry;
  let ada: Runner;
  let ben: Runner;
  let original: string;

  beforeAll(async () => {
    const task = valueOrThrow(parseTask(JSON.parse(readFileSync(join(ROOT, 'content/tasks/digits-mlp.json'), 'utf8'))));
    registry = await TestRegistry.start({ clock: new TestClock(new Date().toISOString()), tasks: [task] });
    [ada, ben] = ['ada', 'ben'].map((name) => new Runner(join(scratch.path, name), `${registry.origin}/graphql`)) as [
      Runner,
      Runner,
    ];
    for (const [runner, name] of [
      [ada, 'ada'],
      [ben, 'ben'],
    ] as const)
      await runner.json('login', name);
    const answer = await ada.json('evaluate', 'digits-mlp', ...POLICIES, '--seeds', '3', '--budget', '0.25');
    original = String(answer['submission']);
    await registry.work();
  });
  afterAll(async () => {
    await registry.close();
    scratch.remove();
  });

  const reproduce = async (...words: readonly string[]) => (await ben.json('reproduce', ...words)) as unknown as Answer;

  it('trains the same arms again with new seeds of a ticket, and submits what the registry takes as those arms', async () => {
    const answer = await reproduce(original.slice(0, 12));
    expect(answer).toMatchObject({ task: 'digits-mlp@1', reproduces: original });
    expect(answer.arms.map(({ policy }) => policy)).toEqual(POLICIES);
    for (const { original: before, again, difference, verdict } of answer.arms) {
      expect([before.runs, again.runs]).toEqual([3, 3]);
      // The same training, so near values: the margin is wide, the seeds are chance.
      expect(Math.abs(difference?.value ?? 0)).toBeLessThan(0.5);
      expect(['not-distinguishable', 'differs']).toContain(verdict);
      expect([before.wallSeconds, again.wallSeconds].every((seconds) => seconds !== null && seconds > 0)).toBe(true);
    }
    // Other seeds, so other values.
    const valuesOf = (side: 'original' | 'again') => answer.arms.map((arm) => arm[side].values);
    expect(valuesOf('again')).not.toEqual(valuesOf('original'));
    await registry.work();
    const seen = await registry.data<{
      board: { rows: { edges: readonly { node: { n: number; accounts: number } }[] } };
    }>(
      '{ board(task: "digits-mlp@1", objective: BEST_METRIC, budget: 0.25) { rows { edges { node { n accounts } } } } }',
    );
    expect(seen.board.rows.edges.map(({ node }) => node)).toEqual(POLICIES.map(() => ({ n: 6, accounts: 2 })));
  });

  it('shows the two side by side, and says of one’s own submission what it is not', async () => {
    const { status, stdout, stderr } = await ada.run('reproduce', original, '--seeds', '1', '--no-submit');
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('of ada (accepted, L2 trace-consistent): 2 policies on');
    expect(stdout).toContain('It is your own');
    expect(stdout).toMatch(/original {4}0\.\d{4} ± 0\.\d{4} {2}3 runs\n {4}again {7}0\.\d{4} {2}1 run\n/);
    expect(stdout).toMatch(/difference {2}[+−]0\.\d{4}, 95% interval/);
    expect(stdout).toMatch(/istinguishable at 5%|iffers at 5%/);
    expect(stdout).toContain('waits in the outbox');
  });

  it('offline knows one’s own submissions alone', async () => {
    const answer = await ada.json('reproduce', original.slice(0, 12), '--seeds', '1', '--offline');
    expect(answer['reproduces']).toBe(original);
    const foreign = await ben.run('reproduce', original, '--offline');
    expect(foreign.status).toBe(1);
    expect(foreign.stderr).toContain('No submission of this runner begins with');
  });

  it('sends whoever names a range test to the command that makes one', async () => {
    const swept = await ada.json('range-test', 'digits-mlp', '--from', '0.01', '--to', '1', '--points', '3');
    const { status, stderr } = await ben.run('reproduce', String(swept['submission']));
    expect(status).toBe(1);
    expect(stderr).toMatch(/ratebook range-test digits-mlp@1 --policy ".+" --from [\d.e-]+ --to [\d.e-]+$/m);
  });

  it('names what it cannot find, and takes no ticket for it', async () => {
    for (const [id, told] of [
      ['0123456789ab', 'has no submission'],
      ['0123', 'expected its first 12 to 64 hex digits'],
    ] as const) {
      const { status, stderr } = await ben.run('reproduce', id);
      expect(status).toBe(1);
      expect(stderr).toContain(told);
    }
  });

  it('refuses a text that is not what the id names', async () => {
    const [stored] = await registry.sql<{ text: string }[]>`select text from submission where hash = ${original}`;
    await registry.sql`update submission set text = replace(text, '0.1', '0.2') where hash = ${original}`;
    const { status, stderr } = await ben.run('reproduce', original);
    await registry.sql`update submission set text = ${stored?.text ?? ''} where hash = ${original}`;
    expect(status).toBe(1);
    expect(stderr).toContain('is another text');
  });

  it('refuses a submission whose task takes no more runs', async () => {
    await registry.sql`update task set state = 'retired'`;
    const { status, stderr } = await ben.run('reproduce', original, '--fresh');
    expect(status).toBe(1);
    expect(stderr).toContain('digits-mlp@1 is retired');
  });
});

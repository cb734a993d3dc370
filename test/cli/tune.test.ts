import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRegistry } from '@ratebook/api/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';
import { signedInWithDigits } from '../kit/signed-in.js';

interface Answer {
  readonly submission: string;
  readonly summary: string;
  readonly because: string;
  readonly winner: {
    readonly policy: string;
    readonly test: readonly number[];
    readonly updatesToTarget: number | null;
  } | null;
  readonly runnerUp: { readonly policy: string; readonly test: readonly number[] } | null;
  readonly gain: { readonly seeds: number } | null;
  readonly cost: Readonly<Record<'search' | 'searchRestarted' | 'fullGrid' | 'confirmation' | 'rangeTest', number>>;
  readonly trials: readonly { readonly status: string; readonly origin: string; readonly policy: string }[];
}

interface Stored {
  readonly level: number;
  readonly state: string;
  readonly study: { readonly problem: string | null; readonly because: string; readonly searchUpdates: number } | null;
}

// The registry issues other seeds each time: where runs must come to their end the learning rates are far below the edge, which
// lies near 0.3.
/** The quarter of the digits' budget: a hundred updates a training. */
const SHORT = ['--budget', '0.25'] as const;

describe('ratebook tune, under a ticket', () => {
  const scratch = scratchFolder('tune');
  let registry: TestRegistry;
  let ada: Runner;

  beforeAll(async () => {
    ({ registry, ada } = await signedInWithDigits(scratch.path));
  });
  afterAll(async () => {
    await registry.close();
    scratch.remove();
  });

  const tune = async (...words: readonly string[]) =>
    (await ada.json('tune', 'digits-mlp', ...SHORT, ...words)) as unknown as Answer;

  async function verified({ submission }: Answer): Promise<Stored> {
    await registry.work();
    const answer = await registry.data<{ submission: Stored }>(
      `{ submission(id: "${submission}") { level state study { problem because searchUpdates } } }`,
    );
    return answer.submission;
  }

  it('single: climbs from a first look at every second learning rate; the registry decides the same from the runs', async () => {
    const words = ['--method', 'single', '--from', '0.003', '--to', '0.1', '--seeds', '1'];
    const said = await ada.run('tune', 'digits-mlp', ...SHORT, ...words, '--no-submit');
    // Eight learning rates under two decays: half of them for ten updates, then four trainings to the end.
    expect(said.stdout).toMatch(/16\s+candidates\.\s+The\s+search\s+costs\s+about\s+470\s+updates/);
    const answer = await tune(...words);
    expect(answer.cost.fullGrid).toBe(1600);
    expect(answer.cost.search).toBeLessThan(answer.cost.fullGrid);
    // What was never begun has no trial.
    expect(answer.trials.length).toBeLessThan(16);
    expect(answer.trials.filter(({ status }) => status === 'completed').length).toBeGreaterThanOrEqual(2);
    expect(readFileSync(answer.summary, 'utf8')).toContain('from the best to its neighbours');
    expect(await verified(answer)).toEqual({
      ...{ level: 2, state: 'ACCEPTED' },
      study: { problem: null, because: answer.because, searchUpdates: answer.cost.search },
    });
  });

  it('single, halved: says its cost before and after; the registry decides the same from the runs', async () => {
    const range = ['--from', '0.003', '--to', '0.1', '--candidates', '5'];
    const words = ['--method', 'single', '--strategy', 'halving', ...range];
    const said = await ada.run('tune', 'digits-mlp', ...SHORT, ...words, '--no-submit');
    expect(said.stdout).toMatch(/10\s+candidates\.\s+The\s+search\s+costs\s+at\s+most\s+370\s+updates/);
    expect(said.stdout).toMatch(/Search\s+cost:\s+370\s+updates,\s+37%\s+of\s+all\s+10\s+candidates\s+in\s+full/);
    // The same request is not trained again: its submission waits, and is sent now.
    const answer = await tune(...words);
    expect(said.stdout).toContain(answer.submission.slice(0, 12));
    expect(answer.trials.map(({ status }) => status).toSorted()).toEqual([
      ...['completed', 'completed', 'completed'],
      ...Array.from({ length: 7 }, () => 'pruned'),
    ]);
    expect(answer.winner?.test).toHaveLength(3);
    expect(answer.gain?.seeds).toBe(3);
    expect(answer.cost).toEqual({ search: 370, searchRestarted: 400, fullGrid: 1000, confirmation: 600, rangeTest: 0 });
    expect(existsSync(answer.summary)).toBe(true);
    expect(readFileSync(answer.summary, 'utf8')).toContain('What it cost');
    expect(await verified(answer)).toEqual({
      ...{ level: 2, state: 'ACCEPTED' },
      study: { problem: null, because: answer.because, searchUpdates: 370 },
    });
  });

  it('composite: compares the best composition with the best single policy on the same fresh seeds', async () => {
    const answer = await tune(
      '--method',
      'composite',
      '--from',
      '0.01',
      '--to',
      '0.06',
      '--candidates',
      '2',
      '--heights',
      '2',
      '--seeds',
      '2',
    );
    const policies = [answer.winner?.policy ?? '', answer.runnerUp?.policy ?? ''];
    expect(policies.filter((policy) => policy.includes(' until 50; '))).toHaveLength(1);
    expect(answer.gain?.seeds).toBe(2);
    // What a composition shares with the one it goes on from is not trained again.
    expect(answer.cost.search).toBeLessThan(answer.cost.searchRestarted);
    expect(await verified(answer)).toMatchObject({ level: 2, study: { problem: null } });
  });

  it('cost-effective: says where nobody reaches the target, and takes what the registry knows first', async () => {
    const answer = await tune(
      '--method',
      'cost-effective',
      '--from-registry',
      '--from',
      '0.01',
      '--to',
      '0.1',
      '--candidates',
      '3',
      '--target',
      '0.9999',
      '--seeds',
      '1',
    );
    expect(answer.because).toMatch(/^nobody reaches 0\.9999/);
    expect(answer.winner?.updatesToTarget).toBeNull();
    expect(answer.trials[0]?.origin).toMatch(/^(MEASURED_HERE|FORMULA): /);
    expect(await verified(answer)).toMatchObject({ level: 2, study: { problem: null } });
  });

  it('draws from a space of one’s own, seeded', async () => {
    const file = join(scratch.path, 'space.json');
    writeFileSync(
      file,
      JSON.stringify({ version: 1, templates: [{ law: 'constant', learningRate: { log: [0.01, 0.05] } }] }),
    );
    const words = [
      '--method',
      'single',
      '--search',
      'sobol',
      '--space',
      file,
      '--candidates',
      '4',
      '--seeds',
      '1',
      '--full',
    ];
    const answer = await tune(...words);
    expect(answer.trials.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'completed'));
    expect(answer.cost.search).toBe(answer.cost.fullGrid);
    const other = await tune(...words, '--search-seed', '1');
    expect(other.trials.map(({ policy }) => policy)).not.toEqual(answer.trials.map(({ policy }) => policy));
  });

  it('ends a search in which everything diverged with what can be done, and its runs are kept', async () => {
    const words = ['--method', 'single', '--from', '1e4', '--to', '1e6', '--candidates', '2'];
    const said = await ada.run('tune', 'digits-mlp', ...SHORT, ...words, '--no-submit');
    expect(said.status).toBe(0);
    expect(said.stdout).toMatch(
      /Nothing\s+was\s+found:\s+every\s+trial\s+diverged\s+or\s+failed\.\s+Lower\s+learning\s+rates/,
    );
    const answer = await tune(...words);
    expect(answer.winner).toBeNull();
    expect(await verified(answer)).toMatchObject({ level: 2, state: 'ACCEPTED', study: { problem: null } });
  });

  it('climbs in no space that varies in more than its learning rate, and says in what', async () => {
    const file = join(scratch.path, 'two-ranges.json');
    const warmup = { length: { ratio: { choice: [0.05, 0.1] } } };
    writeFileSync(
      file,
      JSON.stringify({ version: 1, templates: [{ law: 'cosine', peak: { log: [0.1, 1] }, warmup }] }),
    );
    const words = ['--method', 'single', '--strategy', 'climb', '--space', file];
    const ended = await ada.run('tune', 'digits-mlp', ...words);
    expect(ended.status).toBe(2);
    expect(ended.stderr.replace(/\s+/g, ' ')).toMatch(
      /cosine varies in templates\[0\]\.peak, templates\[0\]\.warmup\.length\.ratio/,
    );
  });

  it.each([
    ['empty', { version: 1, templates: [] }, /--space .*: templates: at least one template/],
    [
      'backwards',
      { version: 1, templates: [{ law: 'cosine', peak: { log: [1, 0.1] } }] },
      /expected \{"log": \[low, high\]\}/,
    ],
    [
      'unknown',
      { version: 1, templates: [{ law: 'cosinus', peak: { log: [0.1, 1] } }] },
      /no policy can be drawn from it/,
    ],
  ])('refuses a space that is %s before a ticket is taken, naming the file', async (name, space, expected) => {
    const file = join(scratch.path, `${name}.json`);
    writeFileSync(file, JSON.stringify(space));
    const ended = await ada.run('tune', 'digits-mlp', '--method', 'single', '--space', file);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(expected);
    expect(ended.stdout).not.toContain('Ticket');
  });
});

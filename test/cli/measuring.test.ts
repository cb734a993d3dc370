import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRegistry } from '@ratebook/api/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';
import { signedInWithDigits } from '../kit/signed-in.js';

interface Stored {
  readonly level: number;
  readonly state: string;
  readonly rangeTest: {
    readonly method: string;
    readonly best: number | null;
    readonly edge: number | null;
    readonly suggestions: readonly { readonly rule: string; readonly learningRate: number | null }[];
  } | null;
}

/** What the commands that measure send is what the registry recomputes: real runner, and a registry in this process. */
describe('measuring under a ticket', () => {
  const scratch = scratchFolder('measuring');
  let registry: TestRegistry;
  let ada: Runner;

  beforeAll(async () => {
    ({ registry, ada } = await signedInWithDigits(scratch.path));
  });
  afterAll(async () => {
    await registry.close();
    scratch.remove();
  });

  async function verified(answer: Readonly<Record<string, unknown>>): Promise<Stored> {
    await registry.work();
    const { submission } = await registry.data<{ submission: Stored }>(
      `{ submission(id: "${String(answer['submission'])}") { level state rangeTest { method best edge suggestions { rule learningRate } } } }`,
    );
    return submission;
  }

  const summaryOf = (answer: Readonly<Record<string, unknown>>) => {
    const path = String(answer['summary']);
    expect(existsSync(path)).toBe(true);
    return readFileSync(path, 'utf8');
  };

  it('a ramp reaches level 2, with a policy of its own and read-outs that are recomputed', async () => {
    const answer = await ada.json('range-test', 'digits-mlp', '--method', 'ramp', '--from', '1e-4', '--to', '10');
    expect(answer).toMatchObject({ method: 'ramp', best: null, usable: null });
    expect(answer['policy']).toMatch(/^exponential\(1e-4, factor=1e5, every=99\) until 100; constant\(10\)$/);
    // Any net of digits is blown up by a learning rate of ten.
    expect(answer['edge']).toBeGreaterThan(0.01);
    expect((answer['ramp'] as { valley: number | null }).valley).toBeGreaterThan(0);
    const stored = await verified(answer);
    expect(stored).toMatchObject({
      ...{ level: 2, state: 'ACCEPTED' },
      rangeTest: { method: 'ramp', best: null, edge: answer['edge'] },
    });
    expect(
      Object.fromEntries(stored.rangeTest?.suggestions.map(({ rule, learningRate }) => [rule, learningRate]) ?? []),
    ).toEqual(answer['ramp']);
    expect(summaryOf(answer)).toContain('ranks nothing');
  });

  it('a grid is refined around its best, has three seeds where it is decided, and reaches level 2', async () => {
    const answer = await ada.json('range-test', 'digits-mlp', '--from', '0.001', '--to', '10', '--points', '5');
    const points = answer['points'] as readonly { learningRate: number; seed: number }[];
    const seedsAt = (learningRate: unknown) => points.filter((point) => point.learningRate === learningRate).length;
    expect(new Set(points.map(({ learningRate }) => learningRate)).size).toBeGreaterThan(5);
    expect(seedsAt(answer['best'])).toBe(3);
    expect(seedsAt(answer['edge'])).toBe(3);
    expect(seedsAt(0.001)).toBe(1);
    expect(answer['standardError']).toBeGreaterThan(0);
    expect(await verified(answer)).toMatchObject({ level: 2, rangeTest: { method: 'grid', best: answer['best'] } });
    expect(summaryOf(answer)).toContain('Every run');
  });

  it('--edge-seeds 1 leaves every learning rate its one seed', async () => {
    const words = ['--from', '0.01', '--to', '1', '--points', '3', '--edge-seeds', '1'];
    const answer = await ada.json('range-test', 'digits-mlp', ...words);
    const points = answer['points'] as readonly { seed: number }[];
    expect(new Set(points.map(({ seed }) => seed)).size).toBe(1);
    expect(answer['standardError']).toBeNull();
    expect((await verified(answer)).level).toBe(2);
  });

  it('evaluate --robustness says its budget before, trains the scales as arms, and reaches level 2', async () => {
    const words = ['evaluate', 'digits-mlp', 'linear(0.1)', '--robustness', '--seeds', '2', '--budget', '0.25'];
    const said = await ada.run(...words, '--no-submit');
    expect(said.stdout).toMatch(/That\s+makes\s+10\s+runs\s+instead\s+of\s+2,\s+about/);
    expect(said.stdout.indexOf('Robustness:')).toBeLessThan(said.stdout.indexOf('1/10'));
    expect(said.stdout).toMatch(/×0\.1 +×0\.5 +×1 +×2 +×5 +policy/);
    // The same request is not trained again: its submission waits, and is sent now.
    const answer = await ada.json(...words);
    const arms = answer['arms'] as readonly { policy: string; cost: { updates: number } }[];
    expect(arms.map(({ policy }) => policy)).toEqual([
      ...['linear(0.1)', 'linear(0.01)', 'linear(0.05)', 'linear(0.2)', 'linear(0.5)'],
    ]);
    expect(arms[0]?.cost.updates).toBe(200);
    expect(await verified(answer)).toMatchObject({ level: 2, state: 'ACCEPTED' });
    expect(summaryOf(answer)).toContain('times the learning rate');
  });

  it('--metrics stays on this machine: in the summary, and not in what is sent', async () => {
    const file = join(scratch.path, 'results.json');
    const results = { gsm8k: { 'exact_match,strict-match': 0.478, 'exact_match_stderr,strict-match': 0.0138 } };
    writeFileSync(file, JSON.stringify({ results, config: { limit: null } }));
    const words = ['evaluate', 'digits-mlp', 'linear(0.07)', '--seeds', '1', '--budget', '0.25', '--metrics', file];
    const answer = await ada.json(...words);
    expect(summaryOf(answer)).toContain('0.4780 ± 0.0138');
    expect((await verified(answer)).level).toBe(2);
    const sent = readFileSync(join(ada.home, 'sent', `${String(answer['submission'])}.json`), 'utf8');
    expect(sent).not.toContain('gsm8k');
  });

  it('refuses metrics of a part of the items before anything is trained', async () => {
    const file = join(scratch.path, 'limited.json');
    writeFileSync(file, JSON.stringify({ results: { a: { acc: 1 } }, config: { limit: 10 } }));
    const ended = await ada.run('evaluate', 'digits-mlp', 'linear(0.3)', '--metrics', file);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('config.limit is 10; expected null');
    expect(ended.stdout).toBe('');
  });
});

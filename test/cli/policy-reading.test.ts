import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const COSINE = 'cosine(2e-5, warmup=3%)';

describe('ratebook policy', () => {
  const scratch = scratchFolder('policy-reading');
  const runner = new Runner(scratch.path, 'http://127.0.0.1:4000/graphql');
  afterAll(scratch.remove);
  const { file } = scratch;

  describe('show', () => {
    it('draws the curve over the run, and says peak, boundaries and identities', async () => {
      const { status, stdout, stderr } = await runner.run('policy', 'show', COSINE, '--updates', '5000');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^cosine\(2e-5, warmup=3%\)\n\n {4}2e-5 │ +●+\n/);
      expect(stdout).toContain('peak        2e-5, first at update 150\n');
      expect(stdout).toContain('boundaries  150\n');
      expect(stdout).toMatch(/policy {6}[0-9a-f]{12}\nshape {7}[0-9a-f]{12}\n$/);
    });

    it('answers a script with document, identities and a curve', async () => {
      const answer = await runner.json('policy', 'show', COSINE, '--updates', '5000');
      expect(answer).toMatchObject({
        notation: COSINE,
        document: { version: 1, law: 'cosine', peak: 2e-5, end: 0, cycles: 0.5, warmup: { length: { ratio: 0.03 } } },
        run: { totalUpdates: 5000 },
        peakLearningRate: 2e-5,
        peakUpdate: 150,
        boundaries: [150],
        metrics: [],
      });
      expect(answer['policyHash']).toMatch(/^[0-9a-f]{64}$/);
      expect(answer['shapeHash']).not.toBe(answer['policyHash']);
      expect(answer['learningRates']).toHaveLength((answer['updates'] as readonly number[]).length);
    });

    it('counts the updates of a run from examples, batch and epochs', async () => {
      const words = ['policy', 'show', 'step(0.1, factor=0.5, every=2 epochs)'];
      const answer = await runner.json(...words, '--examples', '1000', '--batch', '64', '--epochs', '5');
      expect(answer).toMatchObject({ run: { totalUpdates: 80, updatesPerEpoch: 16 }, boundaries: [32, 64] });
    });

    it('says what a closed loop listens to, and the groups of a policy', async () => {
      const loop = await runner.run('policy', 'show', 'plateau(1e-3, metric=eval_loss)');
      expect(loop.stdout).toContain('listens to  eval_loss; drawn as where nothing is ever observed');
      const grouped = JSON.stringify({
        version: 1,
        law: 'constant',
        learningRate: 0.1,
        groups: [{ name: 'lora-b', multiplier: 16 }],
      });
      expect((await runner.run('policy', 'show', grouped)).stdout).toContain('groups      lora-b × 16');
    });

    it('reads a file, and standard input by -', async () => {
      const path = file('policy.json', '\uFEFF{"version": 1, "law": "linear", "initial": 0.1}\n');
      const [fromFile, fromStdin] = await Promise.all([
        runner.json('policy', 'show', path),
        runner.spawn(['policy', 'show', '-', '--json'], 'linear(0.1)\n').ended,
      ]);
      expect(fromFile['notation']).toBe('linear(0.1)');
      expect(JSON.parse(fromStdin.stdout)).toEqual(fromFile);
    });

    it('draws decades with --log', async () => {
      const { stdout } = await runner.run('policy', 'show', 'exponential(1, factor=0.1, every=25%)', '--log');
      expect(stdout).toMatch(/ {7}1 │●/);
      expect(stdout).toMatch(/ 1.01e-4 │ +●+\n/);
    });
  });

  describe('check', () => {
    it('says as what a policy is read, and what its normal form has otherwise', async () => {
      const alias = await runner.run('policy', 'check', 'fix(k0=0.1)');
      expect(alias).toEqual({
        status: 0,
        stdout: 'reads as constant(0.1)\n  written otherwise: fix(k0=0.1)\n',
        stderr: '',
      });
      expect((await runner.run('policy', 'check', 'constant(0.1)')).stdout).toBe('reads as constant(0.1)\n');
      const document = '{"version": 1, "law": "polynomial", "initial": 0.1, "power": 1}';
      const { stdout } = await runner.spawn(['policy', 'check', '-'], document).ended;
      expect(stdout).toBe(
        'reads as linear(0.1)\n  written out: end 0\n  law: "polynomial" is "linear"\n  left out: power\n',
      );
    });

    it('exits with 1 and a caret for what cannot be read, from a file too', async () => {
      for (const word of ['cosine(2e-5, warmup=3%', file('broken.txt', 'cosine(2e-5, warmup=3%\n')]) {
        const { status, stdout, stderr } = await runner.run('policy', 'check', word);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toContain('  cosine(2e-5, warmup=3%\n                        ^');
      }
    });

    it('with a run says whether the run can have it', async () => {
      const held = await runner.run('policy', 'check', 'linear(0.1, warmup=100)', '--updates', '500');
      expect(held.stdout).toBe('reads as linear(0.1, warmup=100)\nholds over 500 updates\n');
      const short = await runner.run('policy', 'check', 'linear(0.1, warmup=100)', '--updates', '50', '--json');
      expect(short.status).toBe(1);
      expect(JSON.parse(short.stdout)).toMatchObject({ error: { codes: ['policy.warmup-too-long'], exitCode: 1 } });
    });
  });

  describe('diff', () => {
    it('lists fields that differ, says by how much and where, and draws both', async () => {
      const { status, stdout } = await runner.run('policy', 'diff', 'linear(0.1)', 'cosine(0.1)', '--updates', '500');
      expect(status).toBe(0);
      expect(stdout).toMatch(/law +"linear" +"cosine"/);
      expect(stdout).toMatch(/peak +– +0\.1\n/);
      expect(stdout).toContain('● first   ○ second   ◉ both');
      expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
        /not equivalent over 500 updates: they differ by up to 11% of the peak, at update \d+: 0\.\d+ and 0\.\d+ $/,
      );
    });

    it('tells equivalent policies with different hashes, and one policy spelled twice', async () => {
      const equivalent = await runner.json('policy', 'diff', 'cosine-restarts(0.1, cycles=1)', 'cosine(0.1)');
      expect(equivalent).toMatchObject({ isSame: false, isEquivalent: true, difference: null });
      const same = await runner.json('policy', 'diff', 'fix(k0=0.1)', 'constant(0.1)');
      expect(same).toMatchObject({ isSame: true, isEquivalent: true, fields: [] });
      expect((await runner.run('policy', 'diff', 'fix(k0=0.1)', 'constant(0.1)')).stdout).toContain(
        'the same document',
      );
    });

    it('finds a difference of one update in a long run', async () => {
      const other = 'constant(0.1) until 70000; constant(0.2) until 70001; constant(0.1)';
      const { difference } = await runner.json('policy', 'diff', 'constant(0.1)', other, '--updates', '100000');
      expect(difference).toMatchObject({ update: 70_000, firstLearningRate: 0.1, secondLearningRate: 0.2 });
    });
  });

  const folder = join(scratch.path, 'folder');
  mkdirSync(folder);
  const WRONG: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no policy', ['show'], 2, /missing required argument 'policy'/],
    ['a file that is not there', ['show', 'policies/none.json'], 1, /There is no file policies\/none\.json/],
    ['a folder', ['check', folder], 1, /is a folder/],
    ['an empty file', ['check', file('empty.json', '')], 1, /\^/],
    ['a file that is no policy', ['show', file('list.json', '[1, 2]')], 1, /\S/],
    [
      'a policy of two million characters',
      ['check', file('huge.json', `{${'x'.repeat(2_000_000)}`)],
      1,
      /at most 1000000/,
    ],
    ['an epoch of unknown length', ['show', 'step(1, factor=0.5, every=1 epochs)'], 1, /by --updates-per-epoch/],
    [
      'examples without a batch',
      ['show', 'constant(1)', '--examples', '5'],
      2,
      /--batch: expected --batch beside --examples/,
    ],
    ['epochs of what', ['show', 'constant(1)', '--epochs', '5'], 2, /--examples and --batch/],
    ['two lengths', ['show', 'constant(1)', '--epochs', '5', '--updates', '3'], 2, /--updates or --epochs, not both/],
    ['ten billion updates', ['show', 'constant(1)', '--updates', '10000000000'], 2, /at most 10,000,000 updates/],
    ['no second policy', ['diff', 'constant(1)'], 2, /missing required argument 'second'/],
    ['standard input twice', ['diff', '-', '-'], 2, /Standard input holds one policy/],
    ['a second one that cannot be read', ['diff', 'constant(1)', 'constnt(1)'], 1, /Did you mean|did you mean|\^/],
  ];

  it.each(WRONG)('is told %s without a stack trace, the same with --json', async (_what, words, status, expected) => {
    const [ended, answer] = await Promise.all([
      runner.run('policy', ...words),
      runner.run('policy', ...words, '--json'),
    ]);
    expect(ended.stderr).toMatch(expected);
    expect(ended.stderr).not.toMatch(/\n\s+at |This is a bug/);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status, stdout: '' });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.stdout)).toMatchObject({ error: { exitCode: status } });
  });
});

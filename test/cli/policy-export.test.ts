import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRAINERS } from '@ratebook/core/policy/exporters';
import { afterAll, describe, expect, it } from 'vitest';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const LINEAR = 'linear(0.1)';

describe('ratebook policy export', () => {
  const scratch = scratchFolder('policy-export');
  const runner = new Runner(scratch.path, 'http://127.0.0.1:4000/graphql');
  afterAll(scratch.remove);

  const exported = (...words: readonly string[]) => runner.run('policy', 'export', ...words);

  it('writes the code alone to standard output, and how faithful it is to standard error', async () => {
    const { status, stdout, stderr } = await exported(LINEAR, '--to', 'csv', '--updates', '4');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^update,learning_rate\n0,0\.1\n1,0\.075\d*\n2,0\.05\d*\n3,0\.02\d+\n$/);
    expect(stderr).toMatch(/^CSV table: .+\nexact: .+\n- .+\n$/);
  });

  it('takes the run from examples, batch and epochs', async () => {
    const words = ['--examples', '1000', '--batch', '64', '--epochs', '2'];
    const answer = await runner.json('policy', 'export', LINEAR, '--to', 'json', ...words);
    expect(answer).toMatchObject({
      trainer: 'json',
      run: { totalUpdates: 32, updatesPerEpoch: 16 },
      fidelity: { kind: 'exact' },
    });
    expect((JSON.parse(String(answer['code'])) as { learningRate: number[] }).learningRate).toHaveLength(32);
  });

  it('writes a file whole with --out, and says so', async () => {
    const path = join(scratch.path, 'rates.csv');
    const { status, stdout, stderr } = await exported(LINEAR, '--to', 'csv', '--updates', '2', '--out', path);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain(`Written to ${path}.`);
    expect(readFileSync(path, 'utf8')).toBe('update,learning_rate\n0,0.1\n1,0.05\n');
  });

  it('refuses what the tool cannot say with exit code 1, and writes the nearest where it is asked for', async () => {
    const words = ['step(0.1, factor=0.5, every=30%)', '--to', 'llama-factory', '--updates', '500'];
    const refused = await exported(...words);
    expect({ status: refused.status, stdout: refused.stdout }).toEqual({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^NOT EXPRESSIBLE in LLaMA-Factory: the nearest differs by up to \d+% of the peak, at update \d+: \S+ instead of \S+\n--nearest/,
    );
    const answer = await exported(...words, '--json');
    expect(JSON.parse(answer.stdout)).toMatchObject({
      fidelity: { kind: 'not-expressible' },
      error: { codes: ['export.not-expressible'], exitCode: 1 },
    });
    const nearest = await exported(...words, '--nearest');
    expect(nearest.status).toBe(0);
    expect(nearest.stdout).toMatch(/^learning_rate: 0\.1\nlr_scheduler_type: /);
    expect(nearest.stderr).toMatch(/NOT EXPRESSIBLE[\s\S]*not run\./);
  });

  it('takes the form that is named by the beginning of its name, and the version', async () => {
    const form = ['--to', 'pytorch', '--updates', '500', '--form', 'lambda'];
    expect(await runner.json('policy', 'export', 'cosine(0.1)', ...form)).toMatchObject({ form: 'LambdaLR' });
    const version = ['--to', 'transformers', '--updates', '500', '--trainer-version', '4'];
    expect(await runner.json('policy', 'export', 'cosine(0.1)', ...version)).toMatchObject({ version: '4' });
  });

  it('lists the tools it writes for', async () => {
    const { trainers } = await runner.json('policy', 'export', '--to', 'list');
    const listed = (trainers as readonly { trainer: string }[]).map(({ trainer }) => trainer);
    expect(listed).toEqual(expect.arrayContaining(['csv', 'json']));
    for (const trainer of listed) expect(TRAINERS).toContain(trainer);
    const { stdout } = await exported('--to', 'list');
    expect(stdout).toMatch(/^csv +CSV table$/m);
    expect(stdout).toMatch(/^transformers +Transformers +versions 5, 4$/m);
    expect(listed).toEqual(TRAINERS.filter((trainer) => listed.includes(trainer)));
  });

  const WRONG: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['no tool', [LINEAR, '--updates', '5'], 2, /required option '--to <trainer>'/],
    [
      'an unknown tool',
      [LINEAR, '--to', 'pytorh', '--updates', '5'],
      2,
      /--to: expected one of .*Did you mean "pytorch"/,
    ],
    [
      'a version that is none',
      [LINEAR, '--to', 'csv', '--trainer-version', '9', '--updates', '5'],
      2,
      /--trainer-version/,
    ],
    ['no run', [LINEAR, '--to', 'csv'], 2, /--updates, or --epochs with --examples and --batch/],
    ['no policy', ['--to', 'csv', '--updates', '5'], 2, /Name a policy/],
    ['a form that is none', [LINEAR, '--to', 'csv', '--updates', '5', '--form', 'x'], 2, /There is no form "x" here/],
    ['a policy that cannot be read', ['linear(', '--to', 'csv', '--updates', '5'], 1, /\^/],
    [
      'a length that is not known',
      ['linear(1, length=1 epochs)', '--to', 'csv', '--updates', '5'],
      1,
      /--updates-per-epoch/,
    ],
    ['a folder to write to', [LINEAR, '--to', 'csv', '--updates', '5', '--out', scratch.path], 1, /cannot be written/],
  ];

  it.each(WRONG)('is told %s without a stack trace, the same with --json', async (_what, words, status, expected) => {
    const [ended, answer] = await Promise.all([exported(...words), exported(...words, '--json')]);
    expect(ended.stderr).toMatch(expected);
    expect(ended.stderr).not.toMatch(/\n\s+at |This is a bug/);
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status, stdout: '' });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.stdout)).toMatchObject({ error: { exitCode: status } });
  });
});

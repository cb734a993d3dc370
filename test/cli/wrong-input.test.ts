import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../kit/ports.js';
import { type Ended, Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

interface Failure {
  readonly error: { readonly message: string; readonly codes: readonly string[]; readonly exitCode: number };
}

/** Each line of standard output, which must be JSON. */
const jsonLines = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('what a person or a script gets wrong', () => {
  const scratch = scratchFolder('wrong-input');
  let runner: Runner;

  beforeAll(async () => {
    runner = new Runner(scratch.path, `http://127.0.0.1:${String(await freePort())}/graphql`);
  });
  afterAll(scratch.remove);

  const WRONG_USAGE: readonly (readonly [readonly string[], RegExp])[] = [
    [['evalute'], /Did you mean evaluate\?/],
    [['stats'], /Did you mean status\?/],
    [['policy', 'rate', 'constant(1)'], /Did you mean rates\?/],
    [['doctor', '--jsn'], /Did you mean --json\?/],
    [['evaluate', 'digits-mlp', 'constant(0.1)', '--seed', '3'], /Did you mean --seeds\?/],
    [['evaluate'], /missing required argument 'task'/],
    [['evaluate', 'digits-mlp'], /missing required argument 'policy'/],
    [['login'], /missing required argument 'handle'/],
    [['evaluate', 'digits-mlp', 'constant(0.1)', '--seeds', '0'], /whole number from 1 to 64/],
    [['evaluate', 'digits-mlp', 'constant(0.1)', '--budget', '0.3'], /expected 0\.25, 0\.5, 1/],
    [['evaluate', 'digits-mlp', 'constant(0.1)', 'fix(k0=0.1)'], /are the same policy/],
    [['range-test', 'digits-mlp', '--points', '1'], /whole number from 2 to 56/],
    [['range-test', 'digits-mlp', '--updates', '50'], /--updates is for --method ramp/],
    [['range-test', 'digits-mlp', '--method', 'ramp', '--points', '9'], /a ramp has --updates/],
    [['range-test', 'digits-mlp', '--method', 'ramp', '--seeds', '3'], /a ramp is one training/],
    [['range-test', 'digits-mlp', '--from', '-1'], /Expected a number above 0/],
    [['tune', 'digits-mlp'], /required option '--method <method>' not specified/],
    [['tune', 'digits-mlp', '--method', 'best'], /Allowed choices are single, composite, cost-effective/],
    [['tune', 'digits-mlp', '--method', 'single', '--target', '0.9'], /--target is for --method cost-effective/],
    [['tune', 'digits-mlp', '--method', 'cost-effective', '--full'], /cuts candidates early/],
    [['tune', 'digits-mlp', '--method', 'single', '--rungs', '0.5,0.1'], /--rungs 0\.5,0\.1: expected .* that ascend/],
    [
      ['tune', 'digits-mlp', '--method', 'composite', '--boundaries', '0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9'],
      /0\.9: 9 shares; expected at most 8/,
    ],
    [
      ['tune', 'digits-mlp', '--method', 'composite', '--boundaries', '0.1,0.2,0.3,0.4,0.5,0.6', '--heights', '8'],
      /with --heights 8: up to 64 compositions; expected at most 62/,
    ],
    [['tune', 'digits-mlp', '--method', 'single', '--heights', '2'], /are for --method composite/],
    [['tune', 'digits-mlp', '--method', 'single', '--boundaries', '0.5'], /are for --method composite/],
    [['tune', 'digits-mlp', '--method', 'single', '--trial-gpus', '1'], /are for --executor ray/],
    [['tune', 'digits-mlp', '--method', 'single', '--from-registry', '--offline'], /--offline asks none/],
    [['tune', 'my.json', '--method', 'single', '--from-registry'], /my\.json is a task of your own file/],
    [
      ['tune', 'digits-mlp', '--method', 'single', '--strategy', 'climb', '--eta', '3'],
      /--eta is for --strategy halving/,
    ],
    [
      ['tune', 'digits-mlp', '--method', 'single', '--strategy', 'climb', '--search', 'sobol'],
      /--search sobol draws none/,
    ],
    [['tune', 'digits-mlp', '--method', 'single', '--full', '--rungs', '0.1'], /no --strategy, --eta, --rungs/],
    [['tune', 'digits-mlp', '--method', 'single', '--shared', '/tmp'], /are for --executor ray/],
    [['tune', 'digits-mlp', '--method', 'single', '--seeds', '0'], /whole number from 1 to 16/],
    [['policy', 'rates'], /Name a policy, or read lines with --stdin/],
    [['policy', 'print', 'constant(1)', '--stdin'], /not both/],
    [['policy', 'rates', 'constant(1)', '--updates', '1e99'], /whole number above 0/],
  ];

  it.each(WRONG_USAGE)(
    'is answered with exit code 2 and what to do, by one JSON object with --json: %j',
    async (words, expected) => {
      const [ended, answer] = await Promise.all([runner.run(...words), runner.run(...words, '--json')]);
      expect(ended.status, ended.stderr).toBe(2);
      expect(ended.stderr).toMatch(expected);
      expect(ended.stdout).toBe('');
      expect(answer.status).toBe(2);
      const lines = jsonLines(answer) as readonly Failure[];
      expect(lines).toHaveLength(1);
      expect(lines[0]?.error).toMatchObject({ codes: ['usage'], exitCode: 2 });
      expect(lines[0]?.error.message).toMatch(expected);
    },
  );

  const MALFORMED: readonly (readonly [string, string])[] = [
    ['cosin(0.1)', '  cosin(0.1)\n  ^'],
    ['linear(0.1', '  linear(0.1\n            ^'],
    ['cosine(peak:0.1)', '  cosine(peak:0.1)\n             ^'],
    ['cosine(0.1, warmup=)', '  cosine(0.1, warmup=)\n                     ^'],
  ];

  it.each(MALFORMED)('is shown with a caret under the place: %s', async (notation, expected) => {
    for (const words of [
      ['policy', 'rates', notation],
      ['policy', 'print', notation],
      ['evaluate', 'digits-mlp', notation],
      ['range-test', 'digits-mlp', '--policy', notation],
    ]) {
      const { status, stdout, stderr } = await runner.run(...words);
      expect(status, words.join(' ')).toBe(1);
      expect(stderr).toContain(expected);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe('');
    }
  });

  it('is named by the same codes as at the registry, with --json', async () => {
    const ended = await runner.run('policy', 'rates', 'cosin(0.1)', '--json');
    expect(ended.status).toBe(1);
    const [failure] = jsonLines(ended) as readonly Failure[];
    expect(failure?.error.exitCode).toBe(1);
    expect(failure?.error.codes).toEqual([expect.stringMatching(/^[a-z-]+\.[a-z-]+$/)]);
  });

  it('is refused before anything is written', () => {
    expect(readdirSync(scratch.path)).toEqual([]);
  });

  it('in the environment is said as well', async () => {
    const ended = await new Runner(scratch.path, 'localhost').run('tasks', '--json');
    expect(ended.status).toBe(2);
    expect((jsonLines(ended)[0] as Failure).error.message).toMatch(/RATEBOOK_API_URL is "localhost"; expected/);
  });
});

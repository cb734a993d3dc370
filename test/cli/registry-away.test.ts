import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../kit/ports.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

interface Failure {
  readonly error: { readonly message: string; readonly codes: readonly string[]; readonly exitCode: number };
}

describe('a registry that does not answer', () => {
  const scratch = scratchFolder('registry-away');
  let runner: Runner;

  beforeAll(async () => {
    runner = new Runner(scratch.path, `http://127.0.0.1:${String(await freePort())}/graphql`);
  });
  afterAll(scratch.remove);

  const ASKING: readonly { readonly words: readonly string[] }[] = [
    { words: ['login', 'ada'] },
    { words: ['tasks'] },
    { words: ['evaluate', 'digits-mlp', 'constant(0.1)'] },
    { words: ['range-test', 'digits-mlp'] },
    { words: ['status', '0'.repeat(64)] },
  ];

  it.each(ASKING)('is exit code 3, its address, and what is kept: $words', async ({ words }) => {
    const { status, stderr } = await runner.run(...words);
    expect(status, stderr).toBe(3);
    expect(stderr).toContain(`The registry at ${runner.apiUrl} is not reachable (ECONNREFUSED).`);
    expect(stderr).toContain('Nothing is lost');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each(ASKING)('is an error object with --json: $words', async ({ words }) => {
    const { status, stdout, stderr } = await runner.run(...words, '--json');
    expect(status).toBe(3);
    expect(stderr).toBe('');
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect((JSON.parse(lines[0] ?? '') as Failure).error).toMatchObject({
      codes: ['registry.unreachable'],
      exitCode: 3,
    });
  });

  it('is what the doctor finds, and everything else is well', async () => {
    const { status, stdout, stderr } = await runner.run('doctor');
    expect(status).toBe(3);
    expect(stdout).toMatch(/✓ engine/);
    expect(stdout).toMatch(/✗ registry\s+The registry at/);
    expect(stderr).toMatch(/1 of \d+ things need attention: registry/);
    const answer = await runner.run('doctor', '--json');
    const found = JSON.parse(answer.stdout) as Failure & { findings: readonly { what: string; state: string }[] };
    expect(found.findings.filter(({ state }) => state === 'broken').map(({ what }) => what)).toEqual(['registry']);
    expect(found.error).toMatchObject({ exitCode: 3, codes: ['registry.unreachable'] });
  });

  it('keeps the key that a first login made', async () => {
    const before = readFileSync(`${scratch.path}/keys/runner.json`, 'utf8');
    expect((await runner.run('login', 'ada')).status).toBe(3);
    expect(readFileSync(`${scratch.path}/keys/runner.json`, 'utf8')).toBe(before);
  });

  it('says how to work offline where no task is kept yet', async () => {
    const { status, stderr } = await runner.run('evaluate', 'digits-mlp', 'constant(0.1)', '--offline');
    expect(status).toBe(1);
    expect(stderr).toContain('No task "digits-mlp" is kept on this machine. ratebook tasks');
  });

  it('does not matter to what needs none', async () => {
    for (const words of [
      ['submit'],
      ['status'],
      ['policy', 'rates', 'constant(1)'],
      ['policy', 'print', 'constant(1)'],
    ])
      expect((await runner.run(...words)).status, words.join(' ')).toBe(0);
  });
});

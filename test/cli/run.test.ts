import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock, TestRegistry } from '@ratebook/api/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask } from '@ratebook/core/task';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const PYTHON = 'python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0;
const SCRIPT = [PYTHON, join(ROOT, 'apps/runner/worker/examples/plain_loop.py')];
const QUARTER = ['--budget', '0.25'] as const;

interface Report {
  readonly state: string;
  readonly level: number;
  readonly report: { readonly checks: readonly { readonly id: string; readonly verdict: string }[] };
}

/** A person's own training script, by real processes, with a registry in this one. */
describe.skipIf(!hasPython)('a script of one’s own under ratebook run', () => {
  const scratch = scratchFolder('run');
  let registry: TestRegistry;
  let runner: Runner;

  beforeAll(async () => {
    const task = valueOrThrow(parseTask(JSON.parse(readFileSync(join(ROOT, 'content/tasks/digits-mlp.json'), 'utf8'))));
    registry = await TestRegistry.start({ clock: new TestClock(new Date().toISOString()), tasks: [task] });
    runner = new Runner(join(scratch.path, 'home'), `${registry.origin}/graphql`);
  });
  afterAll(async () => {
    await registry.close();
    scratch.remove();
  });

  async function reportOf(submission: unknown): Promise<Report> {
    await registry.work();
    return (await runner.json('status', String(submission))) as unknown as Report;
  }

  it('enters as imported where nobody is signed in, and says so before it starts', async () => {
    const { status, stdout } = await runner.run('run', 'digits-mlp', 'linear(0.5)', ...QUARTER, '--', ...SCRIPT);
    expect(status).toBe(0);
    expect(stdout.indexOf('enter as imported')).toBeGreaterThan(-1);
    expect(stdout.indexOf('enter as imported')).toBeLessThan(stdout.indexOf('1/1'));
  });

  it('trains with the seeds of a ticket where somebody is, and passes every check', async () => {
    expect((await runner.run('login', 'ada')).status).toBe(0);
    const words = [
      'run',
      'digits-mlp',
      'cosine(0.5, warmup=5%)',
      ...QUARTER,
      '--seeds',
      '2',
      '--json',
      '--',
      ...SCRIPT,
    ];
    const { status, stdout, stderr } = await runner.run(...words);
    expect(status, stderr).toBe(0);
    const { submission, runs } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      submission: string;
      runs: readonly { status: string }[];
    };
    expect(runs.map((run) => run.status)).toEqual(['completed', 'completed']);
    const { state, level, report } = await reportOf(submission);
    expect([state, level]).toEqual(['ACCEPTED', 2]);
    expect(report.checks.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    expect(report.checks.find(({ id }) => id === 'S02')?.verdict).toBe('PASS');
  });
});

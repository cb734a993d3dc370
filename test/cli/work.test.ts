import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TestClock, TestRegistry } from '@ratebook/api/testing';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTask } from '@ratebook/core/task';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../kit/registry.js';
import { type Ended, Runner, type StartedCommand } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

type JsonLine = Record<string, unknown>;

const QUICK = ['--seeds', '1', '--budget', '0.25'] as const;
/** Longer than a second runner takes to start. */
const LONG = ['evaluate', 'digits-mlp', 'linear(0.11)', '--seeds', '9', '--json'] as const;

/** The lines of standard output, each of which must be JSON. */
const jsonLines = ({ stdout }: Ended) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonLine);

/** Resolves once a command has printed something that holds `text`. */
function printed({ child, ended }: StartedCommand, text: string): Promise<void> {
  let seen = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve();
    });
    void ended.then(({ status, stderr }) => reject(new Error(`ended with ${String(status)} first: ${stderr}`)));
  });
}

/** The runner at work, by real processes, with a registry in this one. */
describe('the runner at work', () => {
  const scratch = scratchFolder('work');
  const home = join(scratch.path, 'home');
  let registry: TestRegistry;
  let runner: Runner;

  beforeAll(async () => {
    const task = valueOrThrow(parseTask(JSON.parse(readFileSync(join(ROOT, 'content/tasks/digits-mlp.json'), 'utf8'))));
    registry = await TestRegistry.start({ clock: new TestClock(new Date().toISOString()), tasks: [task] });
    runner = new Runner(home, `${registry.origin}/graphql`);
  });
  afterAll(async () => {
    await registry.close();
    scratch.remove();
  });

  const jobs = () => readdirSync(join(home, 'jobs'));

  it('says that runs enter as imported before they start, where nobody is signed in and offline', async () => {
    // Asked once, it keeps the tasks: so the second one works offline.
    for (const [policy, options] of [
      ['linear(0.08)', ['--no-submit']],
      ['linear(0.09)', ['--offline']],
    ] as const) {
      const { status, stdout, stderr } = await runner.run('evaluate', 'digits-mlp', policy, ...QUICK, ...options);
      expect(status, stderr).toBe(0);
      expect(stdout.indexOf('enter as imported')).toBeGreaterThan(-1);
      expect(stdout.indexOf('enter as imported')).toBeLessThan(stdout.indexOf('1/1'));
      expect(stdout).toMatch(/waits in the outbox/);
    }
  });

  it('signs in with a key and a token that only their owner can read and that it never prints', async () => {
    const ended = await runner.run('login', 'ada', '--json');
    expect(ended.status, ended.stderr).toBe(0);
    const secrets = ['runner.json', 'session.json'].map((name) => {
      const path = join(home, 'keys', name);
      expect(statSync(path).mode & 0o777, name).toBe(0o600);
      return JSON.parse(readFileSync(path, 'utf8')) as { secretKey?: string; token?: string };
    });
    expect(statSync(join(home, 'keys')).mode & 0o777).toBe(0o700);
    const status = await runner.run('doctor');
    for (const secret of [secrets[0]?.secretKey, secrets[1]?.token]) {
      expect(secret).toMatch(/^\S{20,}$/);
      expect(`${ended.stdout}${ended.stderr}${status.stdout}`).not.toContain(secret);
    }
  });

  it('prints only JSON lines with --json: what happens, and the answer last', async () => {
    const ended = await runner.run('evaluate', 'digits-mlp', 'linear(0.1)', ...QUICK, '--json');
    expect(ended.status, ended.stderr).toBe(0);
    const lines = jsonLines(ended);
    expect(new Set(lines.slice(0, -1).map(({ event }) => event))).toEqual(new Set(['evaluation', 'run']));
    expect(lines.at(-1)).toMatchObject({ task: 'digits-mlp@1', submission: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('stops at Ctrl-C with exit code 130, keeps its work, and goes on by the same command', async () => {
    const command = ['evaluate', 'digits-mlp', 'linear(0.12)', '--seeds', '2', '--budget', '0.5', '--json'] as const;
    const before = jobs().length;
    const started = runner.start(command);
    await printed(started, '"event":"run"');
    started.child.kill('SIGINT');
    const stopped = await started.ended;
    expect(stopped.status).toBe(130);
    expect(stopped.stderr).toContain('what is done is kept');
    expect(jsonLines(stopped).at(-1)?.['error']).toMatchObject({ codes: ['interrupted'], exitCode: 130 });
    const resumed = await runner.run(...command);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(jobs()).toHaveLength(before + 1);
    const lines = jsonLines(resumed);
    // The first run is there already: it is told as a whole, and not trained again.
    expect(lines.filter(({ event, run }) => event === 'evaluation' && run === 0)).toEqual([]);
    expect(lines.filter(({ event }) => event === 'run').map(({ run }) => run)).toEqual([0, 1]);
    expect(lines.at(-1)?.['submission']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells a second runner on one job who is at it', async () => {
    const first = runner.start(LONG);
    await printed(first, '"event":"evaluation"');
    const second = await runner.run(...LONG);
    first.child.kill('SIGINT');
    expect((await first.ended).status).toBe(130);
    expect(second.status).toBe(1);
    const { error } = jsonLines(second).at(-1) as { error: { message: string; codes: readonly string[] } };
    expect(error.codes).toEqual(['job.locked']);
    expect(error.message).toContain(`process ${String(first.child.pid)}`);
  });

  it('stops at once at the second Ctrl-C, and even so the same command goes on with the job', async () => {
    const before = jobs();
    const started = runner.start(LONG);
    await printed(started, '"event":"evaluation"');
    started.child.kill('SIGINT');
    started.child.kill('SIGINT');
    expect((await started.ended).status).toBe(130);
    expect(jobs()).toEqual(before);
    const again = runner.start(LONG.filter((word) => word !== '--json'));
    await printed(again, 'Going on with an unfinished job');
    again.child.kill('SIGINT');
    expect((await again.ended).status).toBe(130);
  });

  it('sends what waits in the outbox, and again without harm', async () => {
    expect(readdirSync(join(home, 'outbox'))).toHaveLength(2);
    const { sent, refused } = (await runner.json('submit')) as { sent: readonly string[]; refused: readonly unknown[] };
    expect([sent.length, refused.length]).toEqual([2, 0]);
    expect(readdirSync(join(home, 'outbox'))).toEqual([]);
    const again = await runner.run('submit', sent[0]?.slice(0, 10) ?? '');
    expect(again.status, again.stderr).toBe(0);
    expect(again.stdout).toContain('the registry had it already');
  });

  it('shows every check of one submission, by the beginning of its id', async () => {
    await registry.work();
    const { submissions } = (await runner.json('status')) as { submissions: readonly { id: string; state: string }[] };
    expect(submissions.map(({ state }) => state)).toEqual(submissions.map(() => 'ACCEPTED'));
    const { status, stdout } = await runner.run('status', submissions[0]?.id.slice(0, 12) ?? '');
    expect(status).toBe(0);
    expect(stdout).toMatch(/✓ F01 {2}Schema and size/);
    expect(stdout).toMatch(/T01/);
  });

  it('names a task that is not there, and where to look', async () => {
    const { status, stderr } = await runner.run('evaluate', 'digits-mpl', 'constant(0.1)');
    expect(status).toBe(1);
    expect(stderr).toContain('There is no task "digits-mpl". See: ratebook tasks');
  });

  it('keeps a finished submission when the registry is gone: exit code 3, and where it lies', async () => {
    const command = ['evaluate', 'digits-mlp', 'linear(0.13)', ...QUICK] as const;
    const { submission } = await runner.json(...command, '--no-submit');
    await registry.close();
    const away = await runner.run('submit', '--json');
    expect(away.status, away.stdout).toBe(3);
    expect(jsonLines(away)).toMatchObject([{ error: { codes: ['registry.unreachable'], exitCode: 3 }, sent: [] }]);
    const again = await runner.run(...command);
    expect(again.status).toBe(3);
    const shortId = String(submission).slice(0, 12);
    expect(again.stderr).toContain(`Submission ${shortId} is kept in the outbox. Send it later: ratebook submit`);
    expect(readdirSync(join(home, 'outbox'))).toEqual([`${String(submission)}.json`]);
  });
});

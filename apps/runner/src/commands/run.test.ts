import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTrace } from '@ratebook/core/run';
import { parseSubmission } from '@ratebook/core/submission';
import type { Task } from '@ratebook/core/task';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment.js';
import { registryReport } from '../executor/testing/registry-report.js';
import { CommandFailure } from '../failure.js';
import { waitingParcels } from '../outbox/outbox.js';
import { Output } from '../output.js';
import { Registry } from '../registry/registry.js';
import { openTask } from '../trainer/embedded/testing/open-task.js';
import { readPolicy } from './arms.js';
import { runCommand, type RunOptions } from './run.js';

const PYTHON = 'python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0;
const LOOP = fileURLToPath(new URL('../trainer/script/testing/loop.py', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../worker/examples/plain_loop.py', import.meta.url));
const UPDATES = 40;
const POLICY = 'cosine(0.5, warmup=10%)';

describe.skipIf(!hasPython)('ratebook run', () => {
  let home = '';
  let written = '';
  let task: Task;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-run-'));
    written = '';
    task = { ...openTask('digits-mlp'), slug: 'my-task', budget: { unit: 'updates', amount: UPDATES } };
    await writeFile(join(home, 'task.json'), JSON.stringify(task));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const run = (
    script: readonly string[],
    changes: Partial<RunOptions> & { policy?: string; stop?: AbortSignal } = {},
  ) => {
    const { policy = POLICY, stop = new AbortController().signal, ...options } = changes;
    const sink = { write: (text: string) => (written += text) };
    const environment = readEnvironment({ ...process.env, RATEBOOK_HOME: home, RATEBOOK_API_URL: '' });
    const context = {
      environment,
      output: new Output({ isJson: false, hasColor: false, out: sink, errors: sink }),
      registry: new Registry(environment.apiUrl, stop),
      signal: stop,
    };
    return runCommand(context, join(home, 'task.json'), policy, {
      seeds: 1,
      submit: true,
      fresh: false,
      offline: false,
      budget: 1,
      script,
      ...options,
    });
  };
  const loop = (...words: readonly string[]) => [PYTHON, LOOP, ...words];
  const failureOf = async (running: Promise<void>): Promise<CommandFailure> => {
    const error = await running.then(
      () => new Error('It did not fail.'),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof CommandFailure)) throw error;
    return error;
  };

  /** The submission that waits in the outbox, the traces of its runs, and what the registry would say of it. */
  async function waiting() {
    const parcels = await waitingParcels(home);
    expect(parcels).toHaveLength(1);
    const { text, artefacts: digests } = parcels[0]!;
    const artefacts = new Map<string, string>();
    for (const digest of digests) artefacts.set(digest, await readFile(join(home, 'artefacts', digest), 'utf8'));
    const submission = valueOrThrow(parseSubmission(text));
    return {
      submission,
      report: registryReport(submission, task, artefacts),
      traces: submission.runs.map(({ trace }) => valueOrThrow(parseTrace(JSON.parse(artefacts.get(trace) ?? '')))),
    };
  }

  it('records a whole training under the policy, which the registry would take as an import of a script', async () => {
    await run([PYTHON, EXAMPLE], { seeds: 2 });
    const { submission, report, traces } = await waiting();
    expect(report.checks.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    expect(report.level).toBe(2);
    const learningRateAt = valueOrThrow(
      compilePolicy(readPolicy(POLICY), { totalUpdates: UPDATES, updatesPerEpoch: null }),
    ).learningRateAt;
    for (const { learningRate } of traces)
      expect(learningRate).toEqual(Array.from({ length: UPDATES }, (_, t) => learningRateAt(t)));
    expect(traces[0]?.loss).not.toEqual(traces[1]?.loss);
    expect(submission.runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(submission.environment).toMatchObject({ dataDigest: null, weightsDigest: null });
    expect(submission.environment.versions).toMatchObject({ trainer: 'script', python: expect.any(String) as string });
    expect(submission.runs[0]?.cost).toMatchObject({ updates: UPDATES, examples: UPDATES * 32, flops: null });
  });

  it('says before it starts that the runs enter as imported, and shows what the script writes', async () => {
    await run(loop('works'));
    expect(written.indexOf('enter as imported')).toBeGreaterThan(0);
    expect(written.indexOf('enter as imported')).toBeLessThan(written.indexOf('seed '));
    expect(written).toContain('saved the model\n');
    const [job] = await readdir(join(home, 'jobs'));
    expect(await readFile(join(home, 'jobs', job ?? '', 'run-0', 'script.log'), 'utf8')).toContain('saved the model');
  });

  it('steers a closed loop by what the script measures', async () => {
    await run(loop('works'), { policy: 'plateau(0.1, factor=0.5, patience=0, threshold=0.9, metric=loss)' });
    const { report, traces } = await waiting();
    expect(report.checks.find(({ id }) => id === 'T01')?.verdict).toBe('PASS');
    // The first reading is the best; the second, after 8 updates, is no tenth of it.
    expect([traces[0]?.learningRate[7], traces[0]?.learningRate[8]]).toEqual([0.1, 0.05]);
  });

  it('records a loss that is not finite as diverged', async () => {
    await run(loop('diverges', '17'));
    const { submission, report } = await waiting();
    expect(submission.runs[0]).toMatchObject({ status: 'diverged', firstNonFiniteUpdate: 17 });
    expect(report.checks.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
  });

  it('keeps a run whose script fails after it, and says so', async () => {
    await run(loop('fails-late'));
    expect(written).toContain('The script went on after its run was recorded, and ended: exit code 3.');
    expect((await waiting()).submission.runs[0]?.status).toBe('completed');
  });

  it.each([
    [
      'never asks for a learning rate',
      ['never-asks'],
      /ended \(exit code 0\) without asking for a learning rate.*ratebook_callback/s,
    ],
    ['cannot begin', ['cannot-import'], /ended \(exit code 1\) without asking.*No module named 'no_such_module'/s],
    ['makes fewer updates', ['stops', '7'], /ended \(exit code 0\) after 7 of 40 updates/],
    ['crashes', ['crashes', '9'], /ended \(exit code 1\) after 9 of 40 updates.*ValueError: the data ran out/s],
    ['is killed', ['killed', '5'], /killed from outside: often the machine had no memory left\) after 5 of 40/],
    [
      'changes the learning rate',
      ['schedules', '20'],
      /At update 20 the trainer applied 0\.\d+ to "default" where the policy asks for 0\.\d+/,
    ],
    ['never steps its optimiser', ['forgets-its-step'], /made 0 steps in update 0; expected 1/],
  ])('names what is wrong where the script %s, and loses nothing', async (_, words, said) => {
    const failure = await failureOf(run(loop(...words)));
    expect(failure.message).toMatch(said);
    expect(failure.message).toContain('The job is kept: the same command begins this run anew.');
    expect(failure.exitCode).toBe(1);
    expect(await waitingParcels(home)).toEqual([]);
    expect(await readdir(join(home, 'jobs'))).toHaveLength(1);
  });

  it('goes on with the same job and seed after a failure', async () => {
    const script = [
      'sh',
      '-c',
      `test -e ${home}/mended && exec ${PYTHON} ${LOOP} works || exec ${PYTHON} ${LOOP} crashes 9`,
    ];
    await failureOf(run(script));
    const seed = /seed \d+/.exec(written)?.[0];
    await writeFile(join(home, 'mended'), '');
    written = '';
    await run(script);
    expect(written).toContain('Going on with an unfinished job');
    expect(written).toContain(`${seed ?? 'none'}\n`);
    expect((await waiting()).submission.runs[0]?.cost.updates).toBe(UPDATES);
  });

  it('refuses a program that is not there', async () => {
    const failure = await failureOf(run(['no-such-program', 'train.py']));
    expect(failure.message).toContain('"no-such-program" could not be started: there is no such program.');
    expect(failure.codes).toEqual(['unsupported']);
  });

  it.each([
    ['in the middle of its training', ['hangs', '11']],
    ['before it has begun', ['loads-for-ever']],
  ])('stops the script when it is interrupted %s, and leaves no process behind', async (_, words) => {
    const interruption = new AbortController();
    const running = failureOf(run(loop(...words), { stop: interruption.signal }));
    await expect.poll(() => written, { timeout: 20_000 }).toContain('hanging');
    interruption.abort();
    expect((await running).exitCode).toBe(130);
    expect(spawnSync('pgrep', ['-f', `${LOOP} ${words.join(' ')}`]).status).not.toBe(0);
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTiming } from '@ratebook/core/run';
import { parseSubmission } from '@ratebook/core/submission';
import type { Task } from '@ratebook/core/task';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../environment.js';
import { registryReport } from '../executor/testing/registry-report.js';
import { CommandFailure, EXIT } from '../failure.js';
import { waitingParcels } from '../outbox/outbox.js';
import { Output } from '../output.js';
import { NEEDS_PYTHON, pythonForTests } from '../python/testing.js';
import { Registry } from '../registry/registry.js';
import { openTask } from '../trainer/embedded/testing/open-task.js';
import { lenetTask } from '../trainer/torch/testing/lenet-task.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand, type EvaluateOptions } from './evaluate.js';
import { keepTask } from './task.js';

const HERE = 'http://127.0.0.1:9/graphql';

/** A hundred and twenty updates with a checkpoint and two evaluations: a second or two. */
const TASK: Task = { ...lenetTask(), budget: { unit: 'updates', amount: 120 }, evaluateAt: [0.5, 1] };

const OPTIONS: EvaluateOptions = {
  seeds: 1,
  submit: true,
  fresh: false,
  offline: true,
  budget: 1,
  device: 'auto',
  microBatch: null,
  robustness: false,
  metrics: null,
};

let home = '';
let written = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ratebook-torch-'));
  written = '';
});
afterEach(() => rm(home, { recursive: true, force: true }));

function contextWith(python: string, signal = new AbortController().signal) {
  const sink = { write: (text: string) => (written += text) };
  const variables = { ...process.env, RATEBOOK_HOME: home, RATEBOOK_API_URL: HERE, RATEBOOK_PYTHON: python };
  const environment = readEnvironment(variables);
  return {
    environment,
    output: new Output({ isJson: false, hasColor: false, out: sink, errors: sink }),
    registry: new Registry(environment.apiUrl, signal),
    signal,
  };
}

async function evaluate(python: string, changes: Partial<EvaluateOptions> = {}, task = TASK, signal?: AbortSignal) {
  const context = contextWith(python, signal);
  await keepTask(context.environment, task);
  await evaluateCommand(context, task.slug, ['cosine(0.1)'], { ...OPTIONS, ...changes });
}

async function failureOf(running: Promise<void>): Promise<CommandFailure> {
  const error = await running.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CommandFailure)) throw error;
  return error;
}

/** What was begun: a refusal that comes before it loses nothing. */
const jobs = () => readdir(join(home, 'jobs')).catch(() => []);

describe('a PyTorch task on a machine that cannot train it', () => {
  it('is refused where no Python is set up, with what makes one, before anything is begun', async () => {
    const failure = await failureOf(evaluate(''));
    expect(failure).toMatchObject({ exitCode: EXIT.failed, codes: ['python.missing'] });
    expect(failure.message).toContain('ratebook setup');
    expect(await jobs()).toEqual([]);
  });

  it('is refused where the Python that was named is none', async () => {
    const failure = await failureOf(evaluate(join(home, 'no-python')));
    expect(failure).toMatchObject({ exitCode: EXIT.failed, codes: ['python.broken'] });
    expect(await jobs()).toEqual([]);
  });

  it('leaves the doctor content with a runner for the embedded tasks', async () => {
    const failure = await failureOf(doctorCommand(contextWith('')));
    expect(failure).toMatchObject({ exitCode: EXIT.unreachable, codes: ['registry.unreachable'] });
    const { findings } = failure.answer as { findings: readonly { what: string; state: string }[] };
    expect(findings.filter(({ state }) => state !== 'good').map(({ what, state }) => [what, state])).toEqual([
      ['Python', 'note'],
      ['key', 'note'],
      ['registry', 'broken'],
    ]);
    expect(written).toMatch(/– Python +none set up.*ratebook setup/);
  });
});

describe('a task that the runner trains by itself', () => {
  it('knows no GPU and no part of a batch', async () => {
    const task = openTask('digits-mlp');
    expect(await failureOf(evaluate('', { device: 'cuda' }, task))).toMatchObject({ exitCode: EXIT.usage });
    expect(await failureOf(evaluate('', { microBatch: 8 }, task))).toMatchObject({ exitCode: EXIT.usage });
  });
});

describe.skipIf(pythonForTests() === null)(`a PyTorch task (${NEEDS_PYTHON})`, () => {
  const python = pythonForTests() ?? '';

  it('is trained, recorded with what it cost, and nothing in its record fails a check', async () => {
    await evaluate(python, { seeds: 2, microBatch: 10 });
    const [parcel] = await waitingParcels(home);
    if (parcel === undefined) throw new Error('Nothing waits in the outbox.');
    const artefacts = new Map<string, string>();
    for (const digest of parcel.artefacts)
      artefacts.set(digest, await readFile(join(home, 'artefacts', digest), 'utf8'));
    const submission = valueOrThrow(parseSubmission(parcel.text));
    const report = registryReport(submission, TASK, artefacts);
    expect(report.checks.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    expect(report.level).toBe(2);
    expect(submission.environment).toMatchObject({ dataDigest: TASK.data.digest, device: 'cpu' });
    expect(submission.environment.versions).toMatchObject({ torch: expect.any(String) as string, threads: '1' });
    const timing = valueOrThrow(parseTiming(JSON.parse(artefacts.get(submission.runs[0]?.timing ?? '') ?? '')));
    // Before the first update, half way, the hundredth, the end on both splits.
    expect(timing.update).toEqual([0, 60, 100, 120, 120]);
    expect(timing.energyJoules).toBeNull();
    expect(Math.min(...(timing.peakMemoryBytes ?? []))).toBeGreaterThan(1e7);
    expect(submission.runs[0]?.cost).toMatchObject({ updates: 120, examples: 120 * 32, tokens: null, flops: null });
  });

  it('is trained by the file of its document too, and its runs stay here', async () => {
    const path = join(home, 'task.json');
    await writeFile(path, JSON.stringify({ ...TASK, slug: 'of-my-own' }));
    await evaluateCommand(contextWith(python), path, ['constant(0.1)'], { ...OPTIONS, offline: false });
    expect(written).toContain('of-my-own@1 comes from a file');
    expect(await waitingParcels(home)).toHaveLength(1);
  });

  it('is refused on a GPU that is not there, before anything is begun', async () => {
    const failure = await failureOf(evaluate(python, { device: 'cuda:7' }));
    expect(failure).toMatchObject({ exitCode: EXIT.failed, codes: ['unsupported'] });
    expect(failure.message).toContain('--device cuda:7');
    expect(await jobs()).toEqual([]);
  });

  it('says where its data differ from the task’s, and keeps the job', async () => {
    const other = { ...TASK, data: { ...TASK.data, digest: '0'.repeat(64) } };
    const failure = await failureOf(evaluate(python, {}, other));
    expect(failure).toMatchObject({ exitCode: EXIT.failed, codes: ['digest-mismatch'] });
    expect(await jobs()).toHaveLength(1);
  });

  it('finishes the update under way and saves it where the person stops, and goes on from there', async () => {
    const stop = new AbortController();
    const running = evaluate(python, {}, TASK, stop.signal);
    const log = () => readFirst('events.jsonl').catch(() => '');
    while (!(await log()).includes('"t":20,')) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    const failure = await failureOf(running);
    expect(failure).toMatchObject({ exitCode: EXIT.interrupted });
    const last = JSON.parse((await log()).trimEnd().split('\n').at(-1) ?? '') as {
      message: { type: string; t: number };
    };
    expect(last.message.type).toBe('checkpoint');
    await evaluate(python);
    expect(await jobs()).toHaveLength(1);
    const whole = (await log()).split('\n').filter((line) => line.includes('"type":"update"'));
    expect(whole).toHaveLength(120);
  });

  const readFirst = async (name: string) => {
    const [job = ''] = await jobs();
    return readFile(join(home, 'jobs', job, 'run-0', name), 'utf8');
  };
});

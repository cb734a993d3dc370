import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '../environment.js';
import { createLocalStudyExecutor } from '../executor/local-study.js';
import { createRayExecutor, type RayOptions } from '../executor/ray.js';
import type { StudyExecutor, StudyWatcher } from '../executor/study-executor.js';
import { Interrupted } from '../failure.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import { type StoredStudy, trainStudy } from '../study/study-runs.js';
import { unwatched } from '../study/testing/small-study.js';
import { createTorchTrainer } from '../trainer/torch/torch-trainer.js';
import { lenetTask } from '../trainer/torch/testing/lenet-task.js';
import { contentOfLogs, createSmallStudy } from './testing/small-study.js';
import { kill, NEEDS_RAY, RayCluster, rayForTests, seenProcesses } from './testing/ray-cluster.js';

const isFull = process.env['RATEBOOK_TEST_FULL'] === '1';

const OPTIONS: RayOptions = {
  ...{ rayAddress: null, shared: null, trialCpus: 1, trialGpus: 0, rayInsecure: false, microBatch: null },
};

/** What a study came to: its logs, and what it decided by them. */
async function outcomeOf(study: StoredStudy, executor: StudyExecutor, watcher: Partial<StudyWatcher> = {}) {
  const decisions: unknown[] = [];
  const onState: Parameters<typeof trainStudy>[1]['onState'] = ({ batch, outcome, trials }) =>
    decisions.push({ batch, outcome, trials: trials.map(({ asked, prunedBecause }) => ({ asked, prunedBecause })) });
  const { stored } = await trainStudy(study, { executor, watcher: { ...unwatched, ...watcher }, onState });
  return { decisions, last: decisions.at(-1), logs: await contentOfLogs(stored) };
}

const bin = rayForTests();

// Minutes, and a cluster of its own: a part of the full tests.
describe.skipIf(!isFull || bin === null)(`a study on a Ray cluster (${NEEDS_RAY}, and the full tests)`, () => {
  let home = '';
  let cluster: RayCluster;
  let local: Awaited<ReturnType<typeof outcomeOf>>;
  const said: string[] = [];

  const executorWith = (signal = new AbortController().signal, changes: Partial<RayOptions> = {}) =>
    createRayExecutor(
      readEnvironment({ RATEBOOK_HOME: home, RAY_AUTH_TOKEN: cluster.token, RAY_API_SERVER_ADDRESS: cluster.address }),
      lenetTask(),
      { ...OPTIONS, ...changes },
      signal,
      (line) => said.push(line),
    );

  /** Processes that were started with these words for a study of these tests: other tests may train beside them. */
  const ofTheseTests = (started: string) =>
    seenProcesses().filter(
      ({ words, environment }) => words.includes(started) && `${words}${environment}`.includes(home),
    );

  /** Works on a study in a process of its own, which is killed while its job trains. */
  const beginAndKill = ({ folder }: StoredStudy) => {
    const script = fileURLToPath(new URL('./testing/killed-study.ts', import.meta.url));
    const words = ['--conditions=source', '--import', 'tsx', script, folder];
    const variables = { RATEBOOK_HOME: home, RAY_AUTH_TOKEN: cluster.token, RAY_API_SERVER_ADDRESS: cluster.address };
    const { signal, stderr } = spawnSync(process.execPath, words, { env: { ...process.env, ...variables } });
    expect({ signal, errors: stderr.toString() }).toEqual({ signal: 'SIGKILL', errors: '' });
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-ray-'));
    cluster = await RayCluster.start(bin ?? '');
    const { signal } = new AbortController();
    const python = join(bin ?? '', 'python');
    const command = { python, device: 'cpu', microBatch: null, dataFolder: home, variables: process.env, signal };
    const executor = createLocalStudyExecutor({ trainers: [createTorchTrainer(command)], perDevice: 2, signal });
    local = await outcomeOf(await createSmallStudy(home), executor);
  }, 240_000);
  afterAll(async () => {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  }, 60_000);

  it('makes the same decisions as on this machine, from the same logs', async () => {
    const executor = await executorWith();
    const ray = await outcomeOf(await createSmallStudy(home), executor);
    await executor.close();
    expect(ray).toEqual(local);
    expect(ray.logs[3]).toContain('"status":"diverged"');
  }, 300_000);

  it('goes on after its worker and its driver are killed, to the same end', async () => {
    const study = await createSmallStudy(home);
    const killAll = (words: string) => {
      for (const { pid } of ofTheseTests(words)) kill(pid);
    };
    const failures: string[] = [];
    const killed = new Set<string>();
    const once = (what: string, act: () => void) => {
      if (killed.has(what)) return;
      killed.add(what);
      act();
    };
    const watcher: Partial<StudyWatcher> = {
      runFails: (_, reason) => failures.push(reason),
      event: (index, event, isReplayed) => {
        if (isReplayed) return;
        if (index === 0 && event.type === 'evaluation' && event.t === 0)
          once('worker', () => killAll('ratebook_worker'));
        // Once the worker's end has been told: a driver that dies before takes the news with it.
        if (failures.length > 0 && event.type === 'update') once('driver', () => killAll('-m ratebook_ray'));
      },
    };
    const executor = await executorWith();
    const ray = await outcomeOf(study, executor, watcher);
    await executor.close();
    expect(killed).toEqual(new Set(['worker', 'driver']));
    expect(failures.join('\n')).toContain('SIGKILL');
    expect(said.join('\n')).toContain('was lost and is submitted again');
    expect({ last: ray.last, logs: ray.logs }).toEqual({ last: local.last, logs: local.logs });
  }, 400_000);

  it('is taken up by the next runner where the first was killed: its job has worked on', async () => {
    const study = await createSmallStudy(home);
    beginAndKill(study);
    const { signal } = new AbortController();
    const here = createLocalStudyExecutor({ trainers: [], perDevice: 1, signal });
    await expect(outcomeOf(study, here)).rejects.toMatchObject({ codes: ['ray.elsewhere'] });
    said.length = 0;
    const executor = await executorWith();
    const ray = await outcomeOf(study, executor);
    await executor.close();
    expect(said.join('\n')).toContain('is still at work, and is taken up again');
    expect({ last: ray.last, logs: ray.logs }).toEqual({ last: local.last, logs: local.logs });
  }, 400_000);

  it('ends by itself where another driver has followed it, and writes no more', async () => {
    const study = await createSmallStudy(home);
    beginAndKill(study);
    const path = join(study.folder, 'ray', 'setting.json');
    const setting = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFileWhole(path, JSON.stringify({ ...setting, nonce: randomUUID() }));
    await vi.waitUntil(() => ofTheseTests('ratebook_').length === 0, { timeout: 30_000 });
    const logs = await contentOfLogs(study);
    expect(logs.filter((log) => log.includes('"status":"completed"'))).toEqual([]);
    expect(await readFile(join(study.folder, 'ray', 'driver-1.jsonl'), 'utf8')).toContain('"event": "superseded"');
  }, 120_000);

  it('goes on where a node is lost, on the next that has room', async () => {
    // The first node has two processors: no training of three is placed there.
    const doomed = await cluster.addNode(3);
    const spare: Promise<unknown>[] = [];
    const failures: string[] = [];
    const event: StudyWatcher['event'] = (_, { type }) => {
      if (type === 'evaluation' && spare.length === 0) spare.push(doomed.lose().then(() => cluster.addNode(3)));
    };
    const executor = await executorWith(undefined, { trialCpus: 3 });
    const runFails: StudyWatcher['runFails'] = (_, reason) => failures.push(reason);
    const ray = await outcomeOf(await createSmallStudy(home), executor, { event, runFails });
    await executor.close();
    await Promise.all(spare);
    // None where it had just stopped; two where Ray gave it a place on the lost node once more.
    for (const failure of failures) expect(failure).toContain('it was killed, or its machine is gone');
    expect({ last: ray.last, logs: ray.logs }).toEqual({ last: local.last, logs: local.logs });
  }, 400_000);

  it('stops its job where the person stops, and is taken up from there, through a folder that is shared', async () => {
    const study = await createSmallStudy(home);
    const changes = { shared: join(home, 'shared') };
    const stop = new AbortController();
    const running = outcomeOf(study, await executorWith(stop.signal, changes), { event: () => stop.abort() });
    await expect(running).rejects.toThrow(Interrupted);
    const isGone = () => ofTheseTests('-m ratebook_ray').length === 0;
    await vi.waitUntil(isGone, { timeout: 10_000 });
    const executor = await executorWith(undefined, changes);
    const ray = await outcomeOf(study, executor);
    await executor.close();
    expect({ last: ray.last, logs: ray.logs }).toEqual({ last: local.last, logs: local.logs });
    expect((await lstat(join(study.folder, 'run-0'))).isSymbolicLink()).toBe(true);
  }, 400_000);

  it('ends where its data are other ones than the task says: no trial could be trained', async () => {
    const study = await createSmallStudy(home);
    const { task } = study.job;
    const other = { ...task, data: { ...task.data, digest: '0'.repeat(64) } };
    const executor = await executorWith();
    const running = executor.train(
      { ...study, job: { ...study.job, task: other } },
      [{ index: 0, until: 120, fork: null }],
      unwatched,
    );
    await expect(running).rejects.toMatchObject({ codes: ['digest-mismatch'] });
    await executor.close();
  }, 120_000);

  it('is refused where no node has what a training asks for', async () => {
    await expect(executorWith(undefined, { trialGpus: 1 })).rejects.toThrow(
      /A training asks for 1 CPU and 1 GPU, and no node of the cluster has that: its .* 2 CPUs and 0 GPUs/,
    );
  });
});

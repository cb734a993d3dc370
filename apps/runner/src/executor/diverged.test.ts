import { readFile, rm, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSubmission } from '../job/build-submission.js';
import type { FinishedRun } from '../job/finished-run.js';
import type { Job } from '../job/job.js';
import { createJob } from '../job/job-store.js';
import type { Notice } from '../monitor/judge.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { createEmbeddedTrainer } from '../trainer/embedded/embedded-trainer.js';
import type { TrainerEvent } from '../trainer/protocol.js';
import { runJob } from './local.js';
import { registryReport } from './testing/registry-report.js';
import { contentOf, smallJob } from './testing/small-job.js';

const UPDATES = 60;

/** Sixty updates with an evaluation at every sixth. */
function shortJob(policies: readonly string[], seeds: readonly number[]): Job {
  const job = smallJob('digits-mlp', policies);
  const budget = { unit: 'updates' as const, amount: UPDATES, updates: UPDATES };
  const arms = policies.map((policy) => ({
    ...job.arms[0]!,
    budget,
    policy: JSON.parse(JSON.stringify(valueOrThrow(parsePolicy(policy)))) as Job['arms'][0]['policy'],
  }));
  return {
    ...job,
    task: {
      ...job.task,
      budget: { unit: 'updates', amount: UPDATES },
      evaluateAt: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    },
    arms,
    runs: seeds.flatMap((seed) => arms.map((_, arm) => ({ arm, role: 'arm' as const, seed, dataSeed: seed }))),
  };
}

describe('a run that diverges with finite losses', () => {
  let home = '';
  const notices: Notice[] = [];
  const events: TrainerEvent[] = [];
  const work = async (job: Job, folder: string) =>
    runJob(
      createEmbeddedTrainer(),
      { job, folder },
      0,
      {
        runStarts: () => undefined,
        event: (_, event) => events.push(event),
        runEnds: () => undefined,
        notice: (_, notice) => notices.push(notice),
      },
      new AbortController().signal,
    );
  // Its loss leaves everything behind and stays a number for a while.
  const job = shortJob(['constant(0.5)', 'constant(0.05)'], [3]);
  let folder = '';
  let finished: readonly FinishedRun[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-diverged-'));
    ({ folder } = await createJob(home, job));
    finished = await work(job, folder);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('is stopped at an evaluation point and recorded as diverged, with the update and the losses', () => {
    const [lost, healthy] = finished;
    expect(lost?.run.status).toBe('diverged');
    expect(lost?.run.reason).toMatch(
      /^stopped after 18 updates: the held-out loss was \d+\.?\d*, where it began at 2\.\d+, and did not come back$/,
    );
    expect(lost?.run.firstNonFiniteUpdate).toBeNull();
    expect(lost?.run.cost.updates).toBe(18);
    expect(lost?.run.evaluations.map(({ t }) => t)).toEqual([0, 6, 12, 18]);
    expect(healthy?.run.status).toBe('completed');
    expect(notices).toMatchObject([{ kind: 'diverged', found: { rule: 'threshold', t: 18 } }]);
  });

  it('passes every check of the registry', () => {
    const artefacts = new Map(finished.flatMap((run) => [...run.artefacts]));
    const report = registryReport(buildSubmission(job, finished), job.task, artefacts);
    expect(report.checks.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    expect(report.level).toBe(2);
  });

  it('ends the same where the runner was killed before it could be stopped', async () => {
    const path = join(folder, 'run-0', LOG_FILE);
    const whole = contentOf(job, finished);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await writeFile(path, `${lines.slice(0, -1).join('\n')}\n`);
    expect(contentOf(job, await work(job, folder))).toBe(whole);
  });
});

describe('divergence is no false alarm', () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-healthy-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('in healthy trainings, up to the highest learning rates that still end well', async () => {
    const policies = ['constant(0.1)', 'cosine(0.3)', 'one-cycle(0.3)', 'step(0.2, factor=0.1, every=30%)'];
    const job = shortJob(policies, [1, 2, 3, 4, 5]);
    const { folder } = await createJob(home, job);
    const ended = await runJob(
      createEmbeddedTrainer(),
      { job, folder },
      0,
      { runStarts: () => undefined, event: () => undefined, runEnds: () => undefined },
      new AbortController().signal,
    );
    expect(ended.map(({ run }) => run.status)).toEqual(ended.map(() => 'completed'));
    for (const { startLoss, endLoss } of ended) expect(endLoss).toBeLessThan(startLoss ?? 0);
  });
});

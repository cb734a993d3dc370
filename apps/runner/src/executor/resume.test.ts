import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJob } from '../job/job-store.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import type { KillPoint } from './testing/killed-job.js';
import { CONTENT_FILE, smallJob } from './testing/small-job.js';
import { tearLog, workOnJob } from './testing/work-on-job.js';

const point = (run: number, at: KillPoint['at'], t: number, when: KillPoint['when']) => ({ run, at, t, when });

/** In the order in which one process after another is killed. What a kill loses is trained again, so later ones stay true. */
const KILLS: readonly KillPoint[] = [
  // Before anything is written down.
  point(0, 'update', 0, 'before'),
  // The checkpoint's file is there, its line in the log is not.
  point(0, 'checkpoint', 100, 'before'),
  point(0, 'update', 211, 'before'),
  point(0, 'evaluation', 240, 'before'),
  // Trained to the end, and not written down that it is.
  point(0, 'finished', 240, 'before'),
  point(0, 'run-end', 0, 'after'),
  point(2, 'evaluation', 150, 'after'),
];

describe.each([
  // The second policy diverges at once: a run that ends early is resumed like any other.
  ['digits-mlp', ['cosine(0.1, warmup=7%)', 'constant(40)'], KILLS],
  // Closed loops: one drops at every evaluation, the other switches at the first; what they remember comes from the log.
  [
    'digits-mlp',
    [
      'plateau(0.1, factor=0.5, patience=0, threshold=0.9, metric=loss)',
      'switch(constant(0.05) -> linear(0.1), metric=accuracy, direction=maximize, value=0.1, at-most=90%)',
    ],
    KILLS.filter(({ t }) => t === 211 || t === 240 || t === 150),
  ],
  // Its data take seconds to load in every process: the points that differ most.
  ['wordnet-glosses', ['linear(0.01, warmup=30)'], KILLS.filter(({ t }) => t === 211 || t === 240)],
] as const)('a job on %s that is killed again and again', (slug, policies, kills) => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-resume-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('ends with the same trace, evaluations and submission content, byte for byte', async () => {
    const job = smallJob(slug, policies);
    const [whole, killed] = [await createJob(home, job), await createJob(home, job)];
    expect(await workOnJob(whole.folder, null)).toEqual({ signal: null, errors: '' });

    for (const kill of kills) {
      const ended = await workOnJob(killed.folder, kill);
      expect(ended, JSON.stringify(kill)).toEqual({ signal: 'SIGKILL', errors: '' });
      await tearLog(join(killed.folder, `run-${String(kill.run)}`, LOG_FILE));
    }
    expect(await workOnJob(killed.folder, null)).toEqual({ signal: null, errors: '' });

    const contents = await Promise.all(
      [whole, killed].map(({ folder }) => readFile(join(folder, CONTENT_FILE), 'utf8')),
    );
    expect(contents[1]).toBe(contents[0]);
    expect(contents[0]?.length).toBeGreaterThan(10_000);
  }, 300_000);
});

describe('a closed loop', () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-loop-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('answers to an evaluation with the very next update', async () => {
    const job = smallJob('digits-mlp', ['plateau(0.1, factor=0.5, patience=0, threshold=0.9, metric=loss)']);
    const stored = await createJob(home, job);
    expect(await workOnJob(stored.folder, null)).toEqual({ signal: null, errors: '' });
    const { artefacts, submission } = JSON.parse(await readFile(join(stored.folder, CONTENT_FILE), 'utf8')) as {
      artefacts: Record<string, string>;
      submission: { runs: readonly { trace: string }[] };
    };
    const { learningRate } = JSON.parse(artefacts[submission.runs[0]?.trace ?? ''] ?? '') as { learningRate: number[] };
    // Evaluated after 120, 150 and 240 updates: the first reading is the best so far, the second is no tenth of it.
    const runs = [learningRate[0], learningRate[149], learningRate[150], learningRate[239]];
    expect(runs).toEqual([0.1, 0.1, 0.05, 0.05].map(Math.fround));
  }, 120_000);
});

describe('a job whose checkpoint is damaged', () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-resume-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('begins that run anew, and clears away what was half-written', async () => {
    const job = smallJob('digits-mlp', ['constant(0.05)']);
    const stored = await createJob(home, job);
    await workOnJob(stored.folder, point(0, 'update', 150, 'after'));
    await truncate(join(stored.folder, 'run-0', 'checkpoint-100.bin'), 1000);
    await writeFile(join(stored.folder, 'run-0', 'predictions.json.1234.part'), 'half');
    expect(await workOnJob(stored.folder, null)).toEqual({ signal: null, errors: '' });
    const content = JSON.parse(await readFile(join(stored.folder, CONTENT_FILE), 'utf8')) as {
      submission: { runs: readonly { cost: { updates: number } }[] };
    };
    expect(content.submission.runs.map(({ cost }) => cost.updates)).toEqual([240, 240]);
    expect(await readdir(join(stored.folder, 'run-0'))).not.toContain('predictions.json.1234.part');
  }, 120_000);
});

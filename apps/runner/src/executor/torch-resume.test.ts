import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createJob } from '../job/job-store.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { NEEDS_PYTHON, pythonForTests } from '../python/testing.js';
import { randomBelow, randomStream } from '../trainer/embedded/random.js';
import type { KillPoint } from './testing/killed-job.js';
import { CONTENT_FILE, smallJob } from './testing/small-job.js';
import { tearLog, workOnJob } from './testing/work-on-job.js';

const UPDATES = 240;

/** Around the checkpoint after 100 updates, in the middle of nothing, and where it is trained and not yet known to be. */
const FIXED: readonly KillPoint[] = [
  { run: 0, at: 'checkpoint', t: 100, when: 'before' },
  { run: 0, at: 'update', t: 211, when: 'after' },
  { run: 0, at: 'finished', t: UPDATES, when: 'before' },
  { run: 1, at: 'evaluation', t: 150, when: 'after' },
];

/** Twenty points drawn once and for all, in the order in which they can be reached. */
function randomPoints(): readonly KillPoint[] {
  const random = randomStream(20_261_128, 0);
  const points = Array.from({ length: 20 }, () => ({ run: randomBelow(random, 2), t: randomBelow(random, UPDATES) }));
  return points
    .toSorted((a, b) => a.run - b.run || a.t - b.t)
    .map(({ run, t }, index) => ({ run, at: 'update', t, when: index % 2 === 0 ? 'before' : 'after' }));
}

/** Whether a process is there whose command line names the folder: the worker outlives a runner that was killed for an update. */
function isWorkedOn(folder: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        // It ended in between.
        return false;
      }
    });
}

const isFull = process.env['RATEBOOK_TEST_FULL'] === '1';

describe.skipIf(pythonForTests() === null)(`a PyTorch job whose runner is killed (${NEEDS_PYTHON})`, () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-torch-resume-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const endsTheSame = async (kills: readonly KillPoint[]) => {
    const job = smallJob('digits-lenet', ['cosine(0.1, warmup=7%)']);
    const [whole, killed] = [await createJob(home, job), await createJob(home, job)];
    expect(await workOnJob(whole.folder, null)).toEqual({ signal: null, errors: '' });
    for (const kill of kills) {
      const ended = await workOnJob(killed.folder, kill);
      expect(ended, JSON.stringify(kill)).toEqual({ signal: 'SIGKILL', errors: '' });
      if (process.platform === 'linux') await vi.waitUntil(() => !isWorkedOn(killed.folder), { timeout: 10_000 });
      await tearLog(join(killed.folder, `run-${String(kill.run)}`, LOG_FILE));
    }
    expect(await workOnJob(killed.folder, null)).toEqual({ signal: null, errors: '' });
    const contents = await Promise.all(
      [whole, killed].map(({ folder }) => readFile(join(folder, CONTENT_FILE), 'utf8')),
    );
    expect(contents[1]).toBe(contents[0]);
    expect(contents[0]?.length).toBeGreaterThan(10_000);
  };

  it('ends with the same trace, evaluations and submission content, byte for byte', () => endsTheSame(FIXED), 240_000);

  it.runIf(isFull)('ends the same after twenty kills at random points', () => endsTheSame(randomPoints()), 1_200_000);
});

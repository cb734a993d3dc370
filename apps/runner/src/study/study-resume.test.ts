import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJob } from '../job/job-store.js';
import { randomBelow, randomStream } from '../trainer/embedded/random.js';
import { CLIMBING, smallStudy, STUDY_CONTENT_FILE } from './testing/small-study.js';

const SCRIPT = fileURLToPath(new URL('./testing/killed-study.ts', import.meta.url));
/** Twenty where everything is tested; fewer in every day's tests. */
const KILLS = process.env['RATEBOOK_TEST_FULL'] === '1' ? 20 : 6;
/** A rung of the small study has 60 updates and the evaluations between: a kill comes anywhere in one or two of them. */
const MOST_EVENTS = 90;

async function workOnStudy(folder: string, killedAt: number) {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', SCRIPT, folder, String(killedAt)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { signal, errors };
}

describe('a study', () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-study-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it.each([
    { strategy: 'halves', plan: {}, stream: 6 },
    { strategy: 'climbs', plan: CLIMBING, stream: 7 },
  ])(
    `that $strategy, killed at ${String(KILLS)} random points, ends with the same winner, trials and submission`,
    async ({ plan, stream }) => {
      const [whole, killed] = [await createJob(home, smallStudy(plan)), await createJob(home, smallStudy(plan))];
      expect(await workOnStudy(whole.folder, 0)).toEqual({ signal: null, errors: '' });
      const random = randomStream(2026, stream);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const at = 1 + randomBelow(random, MOST_EVENTS);
        const { signal, errors } = await workOnStudy(killed.folder, at);
        expect(errors).toBe('');
        if (signal === null) break;
      }
      expect((await workOnStudy(killed.folder, 0)).errors).toBe('');
      const contents = await Promise.all(
        [whole, killed].map(({ folder }) => readFile(join(folder, STUDY_CONTENT_FILE), 'utf8')),
      );
      expect(contents[1]).toBe(contents[0]);
      const { submission } = JSON.parse(contents[0] ?? '') as {
        submission: { runs: readonly { role: string; status: string }[] };
      };
      const ends = submission.runs.map(({ role, status }) => `${role} ${status}`);
      // Six candidates of which 40 diverges; compositions; winner and runner-up with two seeds each.
      expect([...new Set(ends)].toSorted()).toEqual([
        'arm completed',
        'trial completed',
        'trial diverged',
        'trial pruned',
      ]);
      expect(ends.filter((end) => end === 'arm completed')).toHaveLength(4);
    },
    600_000,
  );
});

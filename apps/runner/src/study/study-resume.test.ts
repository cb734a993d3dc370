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
import { CLIMBING, smallStudy, STUDY_CONTENT_FILE, STUDY_COURSE_FILE } from './testing/small-study.js';

const SCRIPT = fileURLToPath(new URL('./testing/killed-study.ts', import.meta.url));
/** Twenty where everything is tested; fewer in every day's tests. */
const KILLS = process.env['RATEBOOK_TEST_FULL'] === '1' ? 20 : 6;
/** A kill comes so many events after its update, at most: evaluation, usage and checkpoint of both trainings under way. */
const MOST_EVENTS_LATER = 6;

interface Kill {
  readonly afterUpdates: number;
  readonly eventsLater: number;
}

async function workOnStudy(folder: string, { afterUpdates, eventsLater }: Kill = { afterUpdates: 0, eventsLater: 0 }) {
  const words = [SCRIPT, folder, String(afterUpdates), String(eventsLater)];
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { signal, errors };
}

async function courseOf(folder: string) {
  return JSON.parse(await readFile(join(folder, STUDY_COURSE_FILE), 'utf8')) as { updates: number; stage: string };
}

/** One kill in each of equal parts of a study, so that some come in every stage of it. */
function killsWithin(updates: number, stream: number): readonly Kill[] {
  const random = randomStream(2026, stream);
  // Near the end a kill that comes some events later might find nothing left to kill.
  const most = updates - MOST_EVENTS_LATER;
  const places = Array.from({ length: KILLS }, (_, part) => {
    const [from, to] = [Math.floor((part * most) / KILLS), Math.floor(((part + 1) * most) / KILLS)];
    return from + randomBelow(random, to - from);
  });
  return places.map((place, index) => ({
    afterUpdates: 1 + Math.max(0, place - (places[index - 1] ?? 0) - 1),
    eventsLater: randomBelow(random, MOST_EVENTS_LATER + 1),
  }));
}

/** Of a stage's name what every strategy has. */
const kindOf = (stage: string) =>
  stage.startsWith('phase') ? 'composition' : stage === 'confirming' ? 'confirmation' : 'search';

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
      expect(await workOnStudy(whole.folder)).toEqual({ signal: null, errors: '' });
      const stages: string[] = [];
      for (const kill of killsWithin((await courseOf(whole.folder)).updates, stream)) {
        expect(await workOnStudy(killed.folder, kill)).toEqual({ signal: 'SIGKILL', errors: '' });
        stages.push(kindOf((await courseOf(killed.folder)).stage));
      }
      expect([...new Set(stages)]).toEqual(['search', 'composition', 'confirmation']);
      expect(await workOnStudy(killed.folder)).toEqual({ signal: null, errors: '' });
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

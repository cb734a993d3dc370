import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readScene } from '../recorded-landscape.js';
import { evaluationsOf, type Scene, SCENES } from '../scenes.js';
import { taskOf } from '../task-of-scene.js';
import { trainerOf } from './trainer-of.js';
import { appendWorkLine, readWorkLog, type WorkLine } from './work-log.js';
import { Workbench } from './workbench.js';

const [scene] = SCENES as [Scene];
const lineOf = (seed: number, points = evaluationsOf(scene)): WorkLine => ({
  policy: 'constant(0.1)',
  seed,
  report: { readings: points.map((t) => ({ t, loss: 1, metric: 0.5 })), updates: points.at(-1) ?? 0, end: 'completed' },
  test: null,
});

let folder = '';
let work = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratebook-workbench-'));
  work = join(folder, 'log.jsonl');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function benchOf(change: Partial<Scene> = {}): Promise<Workbench> {
  const [own, task] = [{ ...scene, ...change }, await taskOf({ ...scene, ...change })];
  const trainer = trainerOf(task, null);
  if (trainer === null) throw new Error('The embedded trainer needs no Python.');
  return new Workbench({ scene: own, task, trainer, folder, work, committed: readScene(scene.id) });
}

describe('the work log', () => {
  it('goes on behind the last whole line when a recording was killed while it wrote', () => {
    appendWorkLine(work, lineOf(1));
    const whole = readFileSync(work, 'utf8');
    appendFileSync(work, JSON.stringify(lineOf(2)).slice(0, 40));
    expect(readWorkLog(work)).toEqual([lineOf(1)]);
    expect(readFileSync(work, 'utf8')).toBe(whole);
    appendWorkLine(work, lineOf(3));
    expect(readWorkLog(work).map(({ seed }) => seed)).toEqual([1, 3]);
  });

  it('is empty where its only line was cut off', () => {
    writeFileSync(work, '{"policy":');
    expect(readWorkLog(work)).toEqual([]);
    appendWorkLine(work, lineOf(1));
    expect(readWorkLog(work)).toEqual([lineOf(1)]);
  });
});

describe('a workbench', () => {
  it('takes up what is committed and logged of its scene', async () => {
    appendWorkLine(work, lineOf(99));
    const bench = await benchOf();
    expect(bench.lines.length).toBeGreaterThan(100);
    expect(bench.lines).toContainEqual(lineOf(99));
  });

  it.each([
    ['totalUpdates', { totalUpdates: scene.totalUpdates + 10 }],
    ['updatesPerEpoch', { batchSize: scene.batchSize * 2 }],
    ['evaluateAt', { evaluatedAt: [0.5, 1] }],
  ])('refuses trainings whose %s is another', async (name, change) => {
    await expect(benchOf(change)).rejects.toThrow(`${scene.id}: what is recorded has ${name}`);
  });

  it('refuses a log of a scene that was evaluated elsewhere', async () => {
    appendWorkLine(work, lineOf(1, [10, 20]));
    await expect(benchOf()).rejects.toThrow('evaluated after 10, 20 updates');
  });
});

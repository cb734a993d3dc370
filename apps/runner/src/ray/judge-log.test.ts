import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallJob } from '../executor/testing/small-job.js';
import { trainingOf } from '../executor/training-of-run.js';
import type { Notice } from '../monitor/judge.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { type LogLine, logText } from '../monitor/run-log.js';
import { isThere, judgeLines, judgeRunLog } from './judge-log.js';
import { RunTail } from './run-tail.js';

const LEARNING_RATE = 0.5;
const job = smallJob('digits-lenet', [`constant(${String(LEARNING_RATE)})`]);
const [planned] = job.runs;
if (planned === undefined) throw new Error('The job has no run.');
// Evaluated before the first update and after 120, 150 and 240.
const training = trainingOf(job, planned, 'cpu');

const update = (t: number, learningRate = LEARNING_RATE): LogLine['message'] => ({
  ...{
    type: 'update',
    t,
    learningRates: { default: learningRate },
    loss: 20,
    skipped: false,
    examples: 32,
    tokens: null,
  },
});
const evaluation = (t: number, loss: number): LogLine['message'] => ({
  ...{ type: 'evaluation', t, split: 'validation', metrics: { loss, accuracy: 0.1 }, predictions: null },
});
const usage = (t: number): LogLine['message'] => ({
  ...{ type: 'usage', t, deviceSeconds: 1, energyJoules: null, peakMemoryBytes: null },
});
const checkpoint = (t: number): LogLine['message'] => ({ type: 'checkpoint', t, path: '/p', sha256: '0'.repeat(64) });
const updates = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => update(from + index));
const logOf = (...messages: readonly LogLine['message'][]): LogLine[] =>
  messages.map((message, index) => ({ elapsed: index, message }));

/** Lost at 120 and at 150, as the cluster trained it: to the end, for nobody stopped it. */
const LOST = logOf(
  ...[evaluation(0, 2), usage(0), ...updates(0, 120), evaluation(120, 9), usage(120), ...updates(120, 150)],
  ...[evaluation(150, 9), usage(150), checkpoint(150), ...updates(150, 240), evaluation(240, 9), usage(240)],
  { type: 'finished', status: 'completed', t: 240 },
);

describe('a log that was written where no runner is', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratebook-judge-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('ends where the monitor would have ended it, and says so once', async () => {
    const notices: Notice[] = [];
    await writeFile(join(folder, LOG_FILE), logText(LOST));
    const judged = await judgeRunLog(folder, training, (notice) => notices.push(notice));
    expect(judged.divergence).toMatchObject({ t: 150 });
    expect(judged.lines.slice(-4).map(({ message }) => message)).toEqual([
      evaluation(150, 9),
      usage(150),
      checkpoint(150),
      { type: 'finished', status: 'diverged', t: 150 },
    ]);
    expect(notices).toHaveLength(1);
    expect(await readFile(join(folder, LOG_FILE), 'utf8')).toBe(logText(judged.lines));
    // The second look changes nothing.
    expect((await judgeRunLog(folder, training, () => undefined)).lines).toEqual(judged.lines);
  });

  it('ends there too where the training was paused at that evaluation', () => {
    const paused = LOST.slice(0, LOST.findIndex(({ message }) => message.type === 'checkpoint') + 1);
    expect(judgeLines(paused, training).lines.at(-1)?.message).toMatchObject({ type: 'finished', status: 'diverged' });
  });

  it('stays as it is where nothing was lost', () => {
    const healthy = logOf(evaluation(0, 2), ...updates(0, 120), evaluation(120, 1), checkpoint(120));
    expect(judgeLines(healthy, training)).toEqual({ lines: healthy, divergence: null });
    expect([isThere(healthy, 120), isThere(healthy, 150), isThere(LOST, 150)]).toEqual([true, false, true]);
  });

  it('is refused where another learning rate was applied than the policy asks for', () => {
    expect(() => judgeLines(logOf(evaluation(0, 2), update(0), update(1, 0.4)), training)).toThrow(
      'At update 1 the trainer applied 0.4 to "default" where the policy asks for 0.5.',
    );
  });

  it('is followed line by line, and from its beginning where it was cut back', async () => {
    const path = join(folder, LOG_FILE);
    const tail = new RunTail(path, LOST.slice(0, 2));
    expect(await tail.read()).toEqual([]);
    const text = (from: number, to: number) => logText(LOST.slice(from, to));
    await writeFile(path, `${text(0, 4)}{"elapsed":4,"mess`);
    const numbers = async () => (await tail.read()).map(({ line, isRepeated }) => [line.elapsed, isRepeated]);
    expect(await numbers()).toEqual([
      [2, false],
      [3, false],
    ]);
    await writeFile(path, text(0, 1));
    expect(await numbers()).toEqual([[0, true]]);
    await appendFile(path, text(1, 6));
    expect(await numbers()).toEqual([
      [1, true],
      [2, true],
      [3, true],
      [4, false],
      [5, false],
    ]);
  });

  it('is followed from where it was known to, in whatever characters its numbers are written', async () => {
    const path = join(folder, LOG_FILE);
    const asPython = (lines: readonly LogLine[]) =>
      logText(lines).replaceAll('"learningRates":{"default":0.5}', '"learningRates": {"default": 5e-01}');
    await writeFile(path, asPython(LOST.slice(0, 6)));
    const tail = new RunTail(path, LOST.slice(0, 4));
    expect((await tail.read()).map(({ line }) => line)).toEqual(LOST.slice(4, 6));
    await appendFile(path, asPython(LOST.slice(6, 8)));
    expect((await tail.read()).map(({ line }) => line)).toEqual(LOST.slice(6, 8));
  });
});

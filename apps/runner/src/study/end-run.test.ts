import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { type LogLine, logText, readRunLog } from '../monitor/run-log.js';
import { endRun } from './end-run.js';

const update = (t: number): LogLine => ({
  elapsed: t,
  message: {
    ...{ type: 'update', t, learningRates: { default: 0.1 }, loss: 1 },
    ...{ skipped: false, examples: 32, tokens: null },
  },
});
const ended: LogLine = { elapsed: 1, message: { type: 'finished', status: 'pruned', t: 2 } };

describe('a run that is ended where it stands', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratebook-end-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('says so behind its last whole line, where a kill tore off the one after it', async () => {
    const path = join(folder, LOG_FILE);
    await writeFile(path, logText([update(0), update(1)]));
    await appendFile(path, logText([update(2)]).slice(0, -9));
    expect(await endRun(folder, 'pruned')).toEqual([update(0), update(1), ended]);
    expect(await readRunLog(path)).toEqual([update(0), update(1), ended]);
  });

  it('keeps the end that it has', async () => {
    const path = join(folder, LOG_FILE);
    await writeFile(path, logText([update(0), update(1), ended]));
    await endRun(folder, 'abandoned');
    expect(await readFile(path, 'utf8')).toBe(logText([update(0), update(1), ended]));
  });
});

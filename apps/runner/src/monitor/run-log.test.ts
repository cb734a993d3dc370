import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailure } from '../failure.js';
import { type LogLine, readRunLog, recoverRunLog, RunLogWriter } from './run-log.js';

const update = (t: number, elapsed = t / 10): LogLine => ({
  elapsed,
  message: {
    type: 'update',
    t,
    learningRates: { default: 0.1 / (t + 1) },
    loss: 1.5,
    skipped: false,
    examples: 32,
    tokens: null,
  },
});
const finished = (t: number): LogLine => ({ elapsed: t, message: { type: 'finished', status: 'completed', t } });

describe('the log of a run', () => {
  let folder = '';
  let path = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratebook-log-'));
    path = join(folder, 'events.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(...lines: readonly LogLine[]) {
    const writer = await RunLogWriter.open(path);
    for (const line of lines) await writer.append(line);
    await writer.close();
  }

  async function checkpoint(t: number): Promise<LogLine> {
    const bytes = `state after ${String(t)}`;
    const file = join(folder, `checkpoint-${String(t)}.bin`);
    await writeFile(file, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { elapsed: t, message: { type: 'checkpoint', t, path: file, sha256 } };
  }

  it('says what was appended, number for number', async () => {
    const lines = [update(0, 0.1 + 0.2), update(1), finished(2)];
    await write(...lines);
    expect(await readRunLog(path)).toEqual(lines);
  });

  it('is on disk line by line, before the writer is closed', async () => {
    const writer = await RunLogWriter.open(path);
    await writer.append(update(0));
    expect(await readRunLog(path)).toEqual([update(0)]);
    await writer.close();
  });

  it('is empty where there is none', async () => {
    expect(await recoverRunLog(path)).toEqual({ lines: [], resumeFrom: null, isFinished: false });
    expect(existsSync(path)).toBe(false);
  });

  it('loses its last line where a kill cut that off, at every byte', async () => {
    const mark = await checkpoint(2);
    await write(update(0), update(1), mark);
    const whole = await readFile(path, 'utf8');
    await write(update(2));
    const torn = await readFile(path, 'utf8');
    for (let length = whole.length; length < torn.length; length += 1) {
      await writeFile(path, torn.slice(0, length));
      expect((await recoverRunLog(path)).lines).toHaveLength(3);
      expect(await readFile(path, 'utf8')).toBe(whole);
    }
  });

  it('goes on from its last checkpoint, and forgets what came after', async () => {
    const [first, second] = [await checkpoint(1), await checkpoint(2)];
    await write(update(0), first, update(1), second, update(2), update(3));
    const state = await recoverRunLog(path);
    expect(state.resumeFrom).toMatchObject({ t: 2 });
    expect(state.lines).toEqual([update(0), first, update(1), second]);
    await write(update(2, 9));
    expect((await readRunLog(path)).map(({ elapsed }) => elapsed)).toEqual([0, 1, 0.1, 2, 9]);
  });

  it('goes on from the checkpoint before, where the last one is damaged or gone', async () => {
    const [first, second, third] = [await checkpoint(1), await checkpoint(2), await checkpoint(3)];
    await write(update(0), first, update(1), second, update(2), third);
    await writeFile(join(folder, 'checkpoint-3.bin'), 'damaged');
    await rm(join(folder, 'checkpoint-2.bin'));
    const state = await recoverRunLog(path);
    expect(state.resumeFrom).toMatchObject({ t: 1 });
    expect(state.lines).toEqual([update(0), first]);
  });

  it('begins anew where no checkpoint is whole', async () => {
    await write(update(0), update(1));
    expect(await recoverRunLog(path)).toEqual({ lines: [], resumeFrom: null, isFinished: false });
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('is cut behind the very line, also where another language wrote it and its numbers are longer or shorter', async () => {
    const mark = await checkpoint(2);
    const python = [
      '{"elapsed": 0.0, "message": {"type": "update", "t": 0, "learningRates": {"default": 2e-05}, "loss": 5.0, "skipped": false, "examples": 32, "tokens": null}}',
      '{"elapsed": 1.0, "message": {"type": "update", "t": 1, "learningRates": {"default": 1.0}, "loss": 1e-07, "skipped": false, "examples": 32, "tokens": null}}',
      JSON.stringify(mark),
    ];
    const kept = python.map((line) => `${line}\n`).join('');
    await writeFile(path, `${kept}${python[0] ?? ''}\n${python[1] ?? ''}`);
    expect((await recoverRunLog(path)).resumeFrom).toMatchObject({ t: 2 });
    expect(await readFile(path, 'utf8')).toBe(kept);
    await write(update(2));
    expect(await readRunLog(path)).toHaveLength(4);
  });

  it('is believed no further than its first line that cannot be read', async () => {
    const mark = await checkpoint(1);
    await write(update(0), mark);
    const whole = await readFile(path, 'utf8');
    await writeFile(path, `${whole}{"elapsed":-1,"message":{}}\n${JSON.stringify(finished(5))}\n`);
    const state = await recoverRunLog(path);
    expect(state).toMatchObject({ isFinished: false, resumeFrom: { t: 1 } });
    expect(await readFile(path, 'utf8')).toBe(whole);
  });

  it('is left as it is once the run has finished', async () => {
    await write(update(0), finished(1));
    const whole = await readFile(path, 'utf8');
    expect(await recoverRunLog(path)).toEqual({ lines: [update(0), finished(1)], resumeFrom: null, isFinished: true });
    expect(await readFile(path, 'utf8')).toBe(whole);
  });

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full (needs /dev/full)', async () => {
    const writer = await RunLogWriter.open('/dev/full');
    const failure = await writer.append(update(0)).catch((error: unknown) => error);
    await writer.close();
    expect(failure).toBeInstanceOf(CommandFailure);
    expect((failure as CommandFailure).message).toMatch(/^No space is left for \/dev\/full\. Nothing was half-written/);
  });
});

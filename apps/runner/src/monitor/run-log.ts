import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { diskFailure } from '../files/disk-failure.js';
import { findJson, findText } from '../files/folder.js';
import { type Checkpoint, ReadyMessageSchema, TrainerEventSchema } from '../trainer/protocol.js';

/** A line of a run's log. */
export const LogLineSchema = z.strictObject({
  /** Seconds of training before this was said, over all processes that worked on the run. */
  elapsed: z.number().nonnegative(),
  message: z.union([TrainerEventSchema, ReadyMessageSchema]),
});
export type LogLine = z.infer<typeof LogLineSchema>;

/** What a run's file says so far, and where to go on. */
export interface RunLogState {
  readonly lines: readonly LogLine[];
  /** Null where the run begins at its beginning. */
  readonly resumeFrom: Checkpoint | null;
  readonly isFinished: boolean;
}

/** Reads a log. A last line that a kill cut off is no line; nothing after a line that cannot be read is believed. */
export async function readRunLog(path: string): Promise<readonly LogLine[]> {
  const text = (await findText(path)) ?? '';
  const lines: LogLine[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const parsed = LogLineSchema.safeParse(findJson(line));
    if (!parsed.success) break;
    lines.push(parsed.data);
  }
  return lines;
}

async function isWhole({ path, sha256 }: Checkpoint): Promise<boolean> {
  const bytes = await readFile(path).catch(() => null);
  return bytes !== null && createHash('sha256').update(bytes).digest('hex') === sha256;
}

/**
 * Brings a log back to where its training can go on: after its end, or after the last checkpoint whose file is whole, or
 * to nothing. What was logged beyond that point is cut off and will be trained again, to the same bits.
 */
export async function recoverRunLog(path: string): Promise<RunLogState> {
  const lines = await readRunLog(path);
  if (lines.at(-1)?.message.type === 'finished') return { lines, resumeFrom: null, isFinished: true };
  for (let count = lines.length; count > 0; count -= 1) {
    const message = lines[count - 1]?.message;
    if (message?.type !== 'checkpoint' || !(await isWhole(message))) continue;
    await cutRunLog(path, count);
    return {
      lines: lines.slice(0, count),
      resumeFrom: { t: message.t, path: message.path, sha256: message.sha256 },
      isFinished: false,
    };
  }
  await cutRunLog(path, 0);
  return { lines: [], resumeFrom: null, isFinished: false };
}

/**
 * Cuts off what stands behind the first `count` lines of a log. Their bytes are counted where they stand: another language
 * writes the same numbers in other characters (2e-05, 5.0).
 */
export async function cutRunLog(path: string, count: number): Promise<void> {
  const lines = ((await findText(path)) ?? '').split('\n').slice(0, count);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  await truncate(path, bytes).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diskFailure(error, path);
  });
}

/** Lines as this runner writes them. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Appends to a log, line by line as things happen; synced at all but single updates, before they are believed. */
export class RunLogWriter {
  private readonly path: string;
  private readonly file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.file = file;
  }

  static async open(path: string): Promise<RunLogWriter> {
    try {
      return new RunLogWriter(path, await open(path, 'a'));
    } catch (error) {
      throw diskFailure(error, path);
    }
  }

  async append(line: LogLine): Promise<void> {
    try {
      // At once and on this thread: a way through the thread pool takes longer than a small net's update.
      writeAll(this.file.fd, Buffer.from(logText([line])));
      if (line.message.type !== 'update') await this.file.sync();
    } catch (error) {
      throw diskFailure(error, this.path);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

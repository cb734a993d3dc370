import { open } from 'node:fs/promises';
import { readFailure } from '../files/disk-failure.js';
import { findJson } from '../files/folder.js';
import { type LogLine, LogLineSchema } from '../monitor/run-log.js';

/** A line of a log that grows, and whether one of its number was read before. */
export interface TailedLine {
  readonly line: LogLine;
  readonly isRepeated: boolean;
}

/**
 * Follows the log of a run that is trained elsewhere. A training that is begun again cuts its log back and writes the same
 * lines once more.
 */
export class RunTail {
  private readonly path: string;
  private offset = 0;
  private count = 0;
  private highest: number;
  /** Lines to pass over in silence. Counted and not measured: whoever trains elsewhere writes numbers in its own way. */
  private known: number;

  /** `known`: the lines at the file's beginning that were looked at before. */
  constructor(path: string, known: readonly LogLine[]) {
    this.path = path;
    this.known = known.length;
    this.highest = known.length;
  }

  /** The lines that were added since the last time; one that is still being written is left for the next. */
  async read(): Promise<readonly TailedLine[]> {
    const text = await this.newText();
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const lines: TailedLine[] = [];
    for (const one of whole.split('\n').slice(0, -1)) {
      const parsed = LogLineSchema.safeParse(findJson(one));
      // It was cut back and has grown beyond where we were: what we look at is the middle of a line.
      if (!parsed.success) {
        this.startOver();
        return lines;
      }
      if (this.count >= this.known) lines.push({ line: parsed.data, isRepeated: this.count < this.highest });
      this.count += 1;
      this.highest = Math.max(this.highest, this.count);
    }
    this.offset += Buffer.byteLength(whole);
    return lines;
  }

  private startOver(): void {
    this.offset = 0;
    this.count = 0;
    this.known = 0;
  }

  private async newText(): Promise<string> {
    const file = await open(this.path, 'r').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw readFailure(error, this.path);
    });
    if (file === null) return '';
    try {
      const { size } = await file.stat();
      if (size < this.offset) this.startOver();
      const bytes = Buffer.alloc(size - this.offset);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.offset);
      return bytes.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  }
}

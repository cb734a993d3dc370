import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';

/** What an output needs of the stream that it writes to. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** How wide a line may be where nobody says: a file or a pipe. */
const DEFAULT_COLUMNS = 80;
const ERASE_LINE = '\r\u001b[2K';
const ERASE_TO_END_OF_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/** Where a command writes. With `--json`: one JSON object a line, nothing else on standard output. */
export class Output {
  readonly isJson: boolean;
  /** Whether a line may be rewritten in place. */
  readonly isLive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  private readonly out: Sink;
  private readonly errors: Sink;
  /** The lines at the bottom that are rewritten in place. */
  private liveLines: readonly string[] = [];

  constructor(options: {
    readonly isJson: boolean;
    readonly hasColor: boolean;
    readonly out?: Sink;
    readonly errors?: Sink;
  }) {
    this.out = options.out ?? process.stdout;
    this.errors = options.errors ?? process.stderr;
    this.isJson = options.isJson;
    this.isLive = !options.isJson && this.out.isTTY === true;
    this.colors = pc.createColors(options.hasColor && this.isLive);
  }

  /** Characters that fit on a line; a terminal whose width is not known or 0 counts as one of 80. */
  get columns(): number {
    return this.out.columns || DEFAULT_COLUMNS;
  }

  /** Lines that fit on the terminal; 0 where nobody knows. */
  get rows(): number {
    return this.out.rows ?? 0;
  }

  /** Calls `listener` whenever the terminal changes its size; the answer stops it. */
  onResize(listener: () => void): () => void {
    this.out.on?.('resize', listener);
    return () => void this.out.off?.('resize', listener);
  }

  /** A line for a person. */
  line(text = ''): void {
    if (this.isJson) return;
    this.clearLive();
    this.out.write(`${text}\n`);
  }

  /** A text for a person, broken between words so that each line fits; later lines are indented by `indent`. */
  paragraph(text: string, indent = ''): void {
    for (const line of wrapped(text, this.columns, indent)) this.line(line);
  }

  /** A text for a person as it stands: what goes into a file of theirs. */
  text(text: string): void {
    if (this.isJson) return;
    this.clearLive();
    this.out.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Something that happened, for a program; people get it by `line`. */
  event(event: Readonly<Record<string, unknown>>): void {
    if (this.isJson) this.out.write(`${JSON.stringify(event)}\n`);
  }

  /** The command's answer: the last line of `--json`. */
  result(result: Readonly<Record<string, unknown>>): void {
    this.event(result);
  }

  /** Rewrites the line at the bottom; of no effect where nobody watches. */
  live(text: string): void {
    if (!this.isLive) return;
    if (this.liveLines.length > 1) this.clearLive();
    this.liveLines = [text.slice(0, this.columns - 1)];
    this.out.write(`${ERASE_LINE}${this.liveLines.join('')}`);
  }

  /** Rewrites several lines at the bottom, each narrower than the terminal; of no effect where nobody watches. */
  frame(lines: readonly string[]): void {
    if (!this.isLive) return;
    // Drawn over, not erased first: that would flicker.
    const text = lines.map((line) => `${line}${ERASE_TO_END_OF_LINE}`).join('\n');
    this.out.write(`${this.toFirstLiveLine()}${text}${ERASE_BELOW}`);
    this.liveLines = lines;
  }

  /** Lets what is rewritten in place stand as it is. */
  leaveLive(): void {
    if (this.liveLines.length > 0) this.out.write('\n');
    this.liveLines = [];
  }

  clearLive(): void {
    if (this.liveLines.length === 0) return;
    this.out.write(this.liveLines.length === 1 ? ERASE_LINE : `${this.toFirstLiveLine()}${ERASE_BELOW}`);
    this.liveLines = [];
  }

  /** Takes the cursor to where the rewritten lines begin. A terminal that became narrower has broken them. */
  private toFirstLiveLine(): string {
    const rows = this.liveLines.map((line) =>
      Math.max(1, Math.ceil(stripVTControlCharacters(line).length / this.columns)),
    );
    const up = rows.reduce((sum, count) => sum + count, 0) - 1;
    return up > 0 ? `\r\u001b[${String(up)}A` : '\r';
  }

  /** For warnings, on standard error, with `--json` too. */
  warn(text: string): void {
    this.clearLive();
    this.errors.write(`${text}\n`);
  }
}

/** A text in lines of at most `columns` characters; a word that is longer stands alone. Line breaks of the text stay. */
export function wrapped(text: string, columns: number, indent = ''): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    const [start = ''] = /^ */.exec(paragraph) ?? [];
    let line = start;
    let isEmpty = true;
    for (const word of paragraph.slice(start.length).split(' ')) {
      if (!isEmpty && line.length + 1 + word.length > columns) {
        lines.push(line);
        line = `${indent}${word}`;
      } else line = isEmpty ? `${line}${word}` : `${line} ${word}`;
      isEmpty = false;
    }
    return [...lines, line];
  });
}

import pc from 'picocolors';

/** What an output needs of the stream that it writes to. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How wide a line may be where nobody says: a file or a pipe. */
const DEFAULT_COLUMNS = 80;
const ERASE_LINE = '\r\u001b[2K';

/** Where a command writes. With `--json`: one JSON object a line, nothing else on standard output. */
export class Output {
  readonly isJson: boolean;
  /** Whether a line may be rewritten in place. */
  readonly isLive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  private readonly out: Sink;
  private readonly errors: Sink;
  private hasLiveLine = false;

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
    this.out.write(`${ERASE_LINE}${text.slice(0, this.columns - 1)}`);
    this.hasLiveLine = true;
  }

  clearLive(): void {
    if (!this.hasLiveLine) return;
    this.out.write(ERASE_LINE);
    this.hasLiveLine = false;
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

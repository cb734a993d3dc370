import pc from 'picocolors';

/** Where a command writes. With `--json`: one JSON object a line, nothing else on standard output. */
export class Output {
  readonly isJson: boolean;
  /** Whether a line may be rewritten in place. */
  readonly isLive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  private hasLiveLine = false;

  constructor(options: { readonly isJson: boolean; readonly hasColor: boolean }) {
    this.isJson = options.isJson;
    this.isLive = !options.isJson && process.stdout.isTTY;
    this.colors = pc.createColors(options.hasColor && this.isLive);
  }

  /** A line for a person. */
  line(text = ''): void {
    if (this.isJson) return;
    this.clearLive();
    process.stdout.write(`${text}\n`);
  }

  /** Something that happened, for a program; people get it by `line`. */
  event(event: Readonly<Record<string, unknown>>): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  /** The command's answer: the last line of `--json`. */
  result(result: Readonly<Record<string, unknown>>): void {
    this.event(result);
  }

  /** Rewrites the line at the bottom; of no effect where nobody watches. */
  live(text: string): void {
    if (!this.isLive) return;
    process.stdout.write(`\r\u001b[2K${text.slice(0, Math.max(20, process.stdout.columns - 1))}`);
    this.hasLiveLine = true;
  }

  clearLive(): void {
    if (!this.hasLiveLine) return;
    process.stdout.write('\r\u001b[2K');
    this.hasLiveLine = false;
  }

  /** For warnings, on standard error, with `--json` too. */
  warn(text: string): void {
    this.clearLive();
    process.stderr.write(`${text}\n`);
  }
}

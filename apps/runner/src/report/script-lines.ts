/**
 * Cuts what a program writes into lines as a terminal would show them in the end: of a line that is written over (a
 * progress bar) the last state stays. What follows the last line's end waits for more.
 */
export class ScriptLines {
  private rest = '';
  private readonly onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.rest + text).replaceAll('\r\n', '\n').split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(shown(line));
    // A progress bar that is never ended by a line's end would grow for ever.
    this.rest = this.rest.slice(this.rest.lastIndexOf('\r', this.rest.length - 2) + 1);
  }

  /** Says what is left without a line's end. */
  end(): void {
    if (this.rest !== '') this.onLine(shown(this.rest));
    this.rest = '';
  }
}

function shown(line: string): string {
  return line.replace(/\r$/, '').split('\r').at(-1) ?? '';
}

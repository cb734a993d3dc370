import { spawn } from 'node:child_process';

/** How a program ended; `code` is null where a signal ended it, or where it could not be started at all. */
export interface EndedProgram {
  readonly code: number | null;
  readonly output: string;
  /** The last lines that it wrote to either stream, for the person. */
  readonly lastLines: readonly string[];
}

const KEPT_LINES = 20;

export interface ProgramOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Ends the program where it aborts. */
  readonly signal?: AbortSignal;
  /** Told each line as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end and never rejects: one that is not there ends with the system's reason as its last line. */
export function runProgram(
  program: string,
  words: readonly string[],
  { variables, folder, signal, onLine }: ProgramOptions,
): Promise<EndedProgram> {
  return new Promise((resolve) => {
    let output = '';
    const lines: string[] = [];
    const child = spawn(program, words, {
      cwd: folder,
      env: { ...variables },
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (line: string) => {
      if (line.trim() === '') return;
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        if (stream === child.stdout) output += chunk;
        const parts = (rest + chunk).split(/\r\n|\n|\r/);
        rest = parts.pop() ?? '';
        parts.forEach(keep);
      });
      stream.on('end', () => keep(rest));
    }
    const end = (code: number | null) => resolve({ code, output, lastLines: lines });
    child.once('error', (error) => {
      keep(messageOf(error, program));
      // A program that was never started closes nothing.
      if (child.pid === undefined) end(null);
    });
    child.once('close', end);
  });
}

function messageOf(error: NodeJS.ErrnoException, program: string): string {
  if (error.code === 'ENOENT') return `there is no program ${program}`;
  return error.code === 'EACCES' ? `${program} is no program that may be started` : error.message;
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './registry.js';

/** How a command of the runner ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface StartedCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
}

/** A person's runner: one home folder, one registry, real processes. */
export class Runner {
  readonly home: string;
  readonly apiUrl: string;

  constructor(home: string, apiUrl: string) {
    this.home = home;
    this.apiUrl = apiUrl;
  }

  /** Starts a command and leaves it running, its standard input open. */
  start(words: readonly string[]): StartedCommand {
    const child = spawn(process.execPath, [join(ROOT, 'apps/runner/dist/main.js'), ...words], {
      env: { ...process.env, RATEBOOK_HOME: this.home, RATEBOOK_API_URL: this.apiUrl, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString();
    const ended = new Promise<Ended>((resolve) =>
      child.once('close', (status) => resolve({ status, stdout: textOf(stdout), stderr: textOf(stderr) })),
    );
    return { child, ended };
  }

  /** Starts a command with a whole standard input and leaves it running. */
  spawn(words: readonly string[], input = ''): StartedCommand {
    const started = this.start(words);
    // A command that reads no input may have ended before it was given all of it.
    started.child.stdin.on('error', () => undefined).end(input);
    return started;
  }

  /** Runs a command to its end. */
  run(...words: readonly string[]): Promise<Ended> {
    return this.spawn(words).ended;
  }

  /** Runs a command that must succeed; the last line of `--json` output, parsed. */
  async json(...words: readonly string[]): Promise<Record<string, unknown>> {
    const ended = await this.run(...words, '--json');
    if (ended.status !== 0)
      throw new Error(
        `ratebook ${words.join(' ')} ended with ${String(ended.status)}:\n${ended.stderr}${ended.stdout}`,
      );
    return JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  }
}

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { delimiter } from 'node:path';
import type { Readable } from 'node:stream';
import { TrainerError } from '../trainer.js';
import { CALLBACK_FOLDER } from './callback-folder.js';

/** Last lines of what a script wrote that an error of it quotes. */
const QUOTED_LINES = 12;
const QUOTED_BYTES = 4000;
/** How long a script may take to end once it was asked to. */
const GRACE_MS = 5000;
/** How a shell says that what it ran was killed: 128 + 9. */
const KILLED = 137;

/** What is started, and who reads along. */
export interface ScriptCommand {
  /** Program and arguments, as the person typed them. */
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Everything that the script writes, standard output and error together, as it comes. */
  readonly onOutput: (text: string) => void;
  /** Aborted where the person wants everything to stop. */
  readonly signal: AbortSignal;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** How a script ended. */
export interface ScriptEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The person's own process: in a group of its own, so that it ends with all that it started. */
export class ScriptProcess {
  /** Resolves when it has ended and everything that it wrote was read. */
  readonly ended: Promise<ScriptEnd>;
  private readonly child: Child;
  private isOver = false;
  private written = '';

  private constructor(child: Child, onOutput: (text: string) => void, logPath: string) {
    this.child = child;
    // What cannot be kept in a file was shown all the same.
    const log = createWriteStream(logPath, { flags: 'a' }).on('error', () => undefined);
    const read = (text: string) => {
      log.write(text);
      this.written = (this.written + text).slice(-QUOTED_BYTES);
      onOutput(text);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
    // A runner that is ended at once leaves no training behind.
    const killWithUs = () => this.kill('SIGKILL');
    process.once('exit', killWithUs);
    this.ended = new Promise((resolve) => {
      // What it leaves running (a server, a logger) would hold its pipes open, and so this run.
      child.once('exit', () => setTimeout(killWithUs, GRACE_MS).unref());
      child.once('close', (code, signal) => {
        this.isOver = true;
        process.off('exit', killWithUs);
        log.end();
        resolve({ code, signal });
      });
    });
  }

  /**
   * Starts it, told in `RATEBOOK_SOCKET` where to ask for learning rates, with the callback among what Python can import.
   * Throws a `TrainerError` where there is no such program.
   */
  static async start(script: ScriptCommand, socketPath: string, logPath: string): Promise<ScriptProcess> {
    const [program = '', ...words] = script.command;
    const { PYTHONPATH } = script.variables;
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: {
        ...script.variables,
        RATEBOOK_SOCKET: socketPath,
        PYTHONPATH: [CALLBACK_FOLDER, ...(PYTHONPATH ? [PYTHONPATH] : [])].join(delimiter),
        // Through a pipe Python would hold its lines back until there are many.
        PYTHONUNBUFFERED: '1',
      },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error: NodeJS.ErrnoException) => {
        const reason = error.code === 'ENOENT' ? 'there is no such program' : error.message;
        reject(
          new TrainerError('unsupported', `"${program}" could not be started: ${reason}.`, 'Look at what follows --.', {
            cause: error,
          }),
        );
      });
    });
    return new ScriptProcess(child, script.onOutput, logPath);
  }

  /** The last lines that it wrote. */
  get lastLines(): string {
    return this.written.trimEnd().split('\n').slice(-QUOTED_LINES).join('\n');
  }

  /** Asks it to end, after `patienceMs` in which it may end by itself, and after a while sees to it. */
  async stop(patienceMs = 0): Promise<void> {
    const timers = [
      setTimeout(() => this.kill('SIGTERM'), patienceMs),
      setTimeout(() => this.kill('SIGKILL'), patienceMs + GRACE_MS),
    ];
    await this.ended;
    for (const timer of timers) clearTimeout(timer);
  }

  private kill(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (this.isOver || pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // It ended in between.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** How a script ended, in words. */
export function endText({ code, signal }: ScriptEnd): string {
  if (signal === 'SIGKILL' || code === KILLED) return 'killed from outside: often the machine had no memory left';
  return signal === null ? `exit code ${String(code)}` : `ended by ${signal}`;
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { Socket } from 'node:net';
import { ASSETS_FOLDER, workerVariables } from '../../python/worker-environment.js';
import { readMessages, type Speaker } from '../message-lines.js';
import type { RunnerMessage, StartMessage, TrainerMessage } from '../protocol.js';
import type { TrainerError } from '../trainer.js';

/** What starts a worker. */
export interface WorkerCommand {
  /** A Python that has torch. */
  readonly python: string;
  /** Examples of one forward pass, over what the task says; null: as the task says. */
  readonly microBatch: number | null;
  /** Downloaded data sets and converted models. */
  readonly dataFolder: string;
  /** The runner's own environment, of which the worker gets what it needs. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** How a worker ended; `failure` where it could not be started at all. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failure: Error | null;
}

/** Who is told what a worker says, for the length of a training. */
export interface WorkerListener {
  readonly message: (message: TrainerMessage) => void;
  readonly fault: (fault: TrainerError) => void;
  readonly ended: (end: WorkerEnd) => void;
}

const WORKER: Speaker = {
  name: 'worker',
  hint: 'Take runner and worker from one release; a task file of your own must not write to descriptor 1 itself.',
};
const KEPT_LINES = 50;
/** How long a worker that was told to end may take. */
const GRACE_MS = 3000;

/** What a line shows in the end: a progress bar writes over itself, and would never end its line. */
const afterLastReturn = (line: string) => line.slice(line.lastIndexOf('\r') + 1);

/**
 * The Python process, in a group of its own: it ends with all that it started, and a Ctrl-C in the terminal reaches the
 * runner alone. While nobody listens it does not keep the runner alive; it ends with it in any case.
 */
export class WorkerProcess {
  /** Resolves, never rejects, once it has ended and all that it wrote was read. */
  readonly ended: Promise<WorkerEnd>;
  private readonly child: ChildProcessWithoutNullStreams;
  private listener: WorkerListener | null = null;
  private end: WorkerEnd | null = null;
  private log: WriteStream | null = null;
  private readonly lines: string[] = [];

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    readMessages(
      child.stdout,
      WORKER,
      (message) => this.listener?.message(message),
      (fault) => {
        if (this.listener === null) void this.kill();
        else this.listener.fault(fault);
      },
    );
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.keep(text));
    // That nobody reads any more is told by its end.
    child.stdin.on('error', () => undefined);
    const killWithUs = () => this.signalGroup('SIGKILL');
    process.once('exit', killWithUs);
    this.ended = new Promise((resolve) => {
      const finish = (end: WorkerEnd) => {
        if (this.end !== null) return;
        this.end = end;
        process.off('exit', killWithUs);
        this.logTo(null);
        resolve(end);
        this.listener?.ended(end);
      };
      child.once('error', (failure) => {
        if (child.pid === undefined) finish({ code: null, signal: null, failure });
      });
      // What it started holds its pipes open: without this they would never close.
      child.once('exit', killWithUs);
      child.once('close', (code, signal) => finish({ code, signal, failure: null }));
    });
  }

  static start({ python, microBatch, dataFolder, variables }: WorkerCommand): WorkerProcess {
    const words = ['-m', 'ratebook_worker', '--assets', ASSETS_FOLDER, '--data', dataFolder];
    if (microBatch !== null) words.push('--micro-batch', String(microBatch));
    const child = spawn(python, words, {
      env: { ...workerVariables(variables) },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    return new WorkerProcess(child);
  }

  get isOver(): boolean {
    return this.end !== null;
  }

  /** The last lines that it wrote to standard error, at most 50. */
  get lastLines(): readonly string[] {
    return this.lines;
  }

  /** From now on everything is told to this listener; null: to nobody. */
  listen(listener: WorkerListener | null): void {
    this.listener = listener;
    this.keepAlive(listener !== null);
    if (listener !== null && this.end !== null) listener.ended(this.end);
  }

  /** What it writes to standard error is added to this file; null: to none. A file that cannot be written is done without. */
  logTo(path: string | null): void {
    this.log?.end();
    this.log = path === null ? null : createWriteStream(path, { flags: 'a' }).on('error', () => undefined);
  }

  /** A message of the runner. Small and few: the worker takes them in a thread of its own, so none waits for long. */
  send(message: StartMessage | RunnerMessage): void {
    if (this.end === null) this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Ends it with all that it started: asked first, made to after a grace. Resolves once it has ended. */
  async kill(): Promise<void> {
    if (this.end !== null) return;
    this.signalGroup('SIGTERM');
    const insist = setTimeout(() => this.signalGroup('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(insist);
  }

  private keep(text: string): void {
    this.log?.write(text);
    const [first = '', ...others] = text.replaceAll('\r\n', '\n').split('\n');
    this.lines.push(...[`${this.lines.pop() ?? ''}${first}`, ...others].map(afterLastReturn));
    this.lines.splice(0, Math.max(0, this.lines.length - KEPT_LINES));
  }

  private keepAlive(isWanted: boolean): void {
    const handles = [this.child.stdin, this.child.stdout, this.child.stderr].filter(
      (stream) => stream instanceof Socket,
    );
    for (const handle of [this.child, ...handles]) {
      if (isWanted) handle.ref();
      else handle.unref();
    }
  }

  private signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // It is gone already, with all that it started.
    }
  }
}

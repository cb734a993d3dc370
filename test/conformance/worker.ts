import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PolicyEvent } from '@ratebook/core/policy';
import { ConformanceFailed } from './failure.js';

/** What a loader is given: one exported form, as its user would have it. */
export interface LoadRequest {
  readonly trainer: string;
  readonly version: string | null;
  readonly form: string;
  readonly language: string;
  readonly code: string;
  readonly settings: unknown;
  readonly run: {
    readonly totalUpdates: number;
    readonly updatesPerEpoch: number | null;
    readonly tokensPerUpdate: number | null;
  };
  /** Names of the policy's parameter groups, which the tiny model then has too. */
  readonly groups: readonly string[];
  /** Closed loops: the evaluations that happen. */
  readonly events: readonly PolicyEvent[] | null;
}

/** What the library did: a learning rate for every update; null where it gave something that is not a number. */
export type LoadAnswer =
  | {
      readonly learningRates: readonly (number | null)[];
      readonly groups?: Readonly<Record<string, readonly (number | null)[]>>;
    }
  | { readonly error: string };

const WORKER = fileURLToPath(new URL('python/worker.py', import.meta.url));
/** Importing a trainer takes up to 20 s on a busy machine, one case at most a few. */
const ANSWER_SECONDS = 300;
const KEPT_OF_STDERR = 6000;

/** A Python process that has one tool's libraries imported and loads one form after the other. */
export class LibraryWorker {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterableIterator<string>;
  #stderr = '';
  /** Versions of the libraries that it loaded, by package name. */
  versions: Readonly<Record<string, string>> = {};

  private constructor(python: string, loader: string) {
    this.#child = spawn(python, ['-u', WORKER, loader], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Nothing is downloaded, no accelerator is looked for, and keras runs on the backend that is installed.
      env: {
        ...process.env,
        CUDA_VISIBLE_DEVICES: '',
        JAX_PLATFORMS: 'cpu',
        KERAS_BACKEND: 'torch',
        HF_HUB_OFFLINE: '1',
        DS_ACCELERATOR: 'cpu',
        PYTHONHASHSEED: '0',
        OMP_NUM_THREADS: '1',
      },
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-KEPT_OF_STDERR);
    });
    // A worker that died says so at its next answer; the broken pipe adds nothing.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts the worker and waits until its libraries are imported. */
  static async start(python: string, loader: string): Promise<LibraryWorker> {
    const worker = new LibraryWorker(python, loader);
    const { versions } = (await worker.#read()) as { versions: Record<string, string> };
    worker.versions = versions;
    return worker;
  }

  async load(request: LoadRequest): Promise<LoadAnswer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return (await this.#read()) as LoadAnswer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }

  async #read(): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#child.kill('SIGKILL');
        reject(new ConformanceFailed(`A worker gave no answer within ${String(ANSWER_SECONDS)} s.\n${this.#stderr}`));
      }, ANSWER_SECONDS * 1000);
    });
    try {
      const { value, done } = await Promise.race([this.#lines.next(), tooLate]);
      if (done === true) throw new ConformanceFailed(`A worker ended.\n${this.#stderr}`);
      return JSON.parse(value) as unknown;
    } finally {
      clearTimeout(timer);
    }
  }
}

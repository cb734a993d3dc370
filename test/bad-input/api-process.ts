import type { Task } from '@ratebook/core/task';
import { type Answer, type AskedRegistry, type Reply, TestRegistry } from '@ratebook/api/testing';
import { forgeTask } from '@ratebook/core/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../kit/ports.js';
import { ROOT } from '../kit/registry.js';

const READY_WITHIN_MS = 60_000;

/** Whether a process lives. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** A registry as it is served: the built API in a process of its own, on one port through all its lives. */
export class ApiProcess implements AskedRegistry {
  readonly origin: string;
  readonly task: Task = forgeTask();
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | null = null;
  #printed = '';

  private constructor(port: number, environment: NodeJS.ProcessEnv) {
    this.origin = `http://127.0.0.1:${String(port)}`;
    this.#environment = environment;
  }

  /** On a data directory; with the embedded PostgreSQL unless an address is given. */
  static async start(dataDirectory: string, databaseUrl = ''): Promise<ApiProcess> {
    const port = await freePort();
    const api = new ApiProcess(port, {
      ...process.env,
      RATEBOOK_DATA_DIR: dataDirectory,
      RATEBOOK_API_PORT: String(port),
      RATEBOOK_CONTENT_DIR: join(dataDirectory, 'no-content'),
      DATABASE_URL: databaseUrl,
      NODE_ENV: 'production',
    });
    await api.start();
    await openTask(databaseUrl === '' ? embeddedUrl(dataDirectory) : databaseUrl);
    return api;
  }

  /** Everything that the process has written, in all its lives. */
  get printed(): string {
    return this.#printed;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts the process and waits until it says that it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'apps/api/dist/main.js')], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error(`Not ready in time:\n${this.#printed}`)), READY_WITHIN_MS);
      const read = (chunk: Buffer) => {
        this.#printed += chunk.toString();
        if (!chunk.toString().includes('"status":"ready"')) return;
        clearTimeout(patience);
        resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (status) => {
        clearTimeout(patience);
        reject(new Error(`The API ended with ${String(status)}:\n${this.#printed}`));
      });
    });
  }

  /** Ends the process with a signal and waits for its end. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async ask(query: string, variables: Readonly<Record<string, unknown>> = {}, token?: string): Promise<Reply> {
    const reply = await fetch(`${this.origin}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data = null, errors = [] } = (await reply.json()) as Partial<Reply>;
    return { status: reply.status, data, errors };
  }

  async data<T = Answer>(query: string, variables: Readonly<Record<string, unknown>> = {}, token?: string): Promise<T> {
    const { data, errors } = await this.ask(query, variables, token);
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    return data as T;
  }

  /** Whether it says that it can serve. */
  async isReady(): Promise<boolean> {
    return fetch(`${this.origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

/** Process and port of the embedded PostgreSQL, as its lock file names them. */
export function embeddedServer(dataDirectory: string): { readonly processId: number; readonly port: number } {
  const lines = readFileSync(join(homeOf(dataDirectory), 'cluster/postmaster.pid'), 'utf8').split('\n');
  return { processId: Number(lines[0]), port: Number(lines[3]) };
}

/** Address of the embedded PostgreSQL. */
export function embeddedUrl(dataDirectory: string): string {
  const password = readFileSync(join(homeOf(dataDirectory), 'password'), 'utf8').trim();
  return `postgres://ratebook:${password}@127.0.0.1:${String(embeddedServer(dataDirectory).port)}/ratebook`;
}

function homeOf(dataDirectory: string): string {
  const home = join(dataDirectory, 'postgres');
  if (!existsSync(home)) throw new Error(`There is no embedded PostgreSQL in ${dataDirectory}.`);
  return home;
}

/** The forge's task, opened in the database beside the process: no content is loaded, which would only take time. */
async function openTask(databaseUrl: string): Promise<void> {
  await (await TestRegistry.start({ databaseUrl })).close();
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A server in a process of its own. */
export interface Server {
  readonly url: string;
  readonly processId: number;
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts a program of Node that prints one line of JSON with its address (`url` or `graphql`) when it can answer. Its
 * complaints are shown where it ends before that.
 */
export async function startServer(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder = '',
): Promise<Server> {
  const started = launch(words, environment, folder);
  return serverOf(started, await untilReady(started, () => addressIn(started.said())));
}

/** Starts a program of Node that listens on a port that it was told; it can answer when `path` is there. */
export async function startListening(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  url: string,
  path: string,
): Promise<Server> {
  const started = launch(words, environment, '');
  const isThere = async () => ((await fetch(url + path).catch(() => null))?.ok === true ? url : null);
  return serverOf(started, await untilReady(started, isThere));
}

interface Started {
  readonly child: ChildProcess;
  /** What it has printed so far, and what it has complained about. */
  readonly said: () => string;
  readonly complaints: () => string;
  readonly ended: Promise<void>;
}

function launch(words: readonly string[], environment: Readonly<Record<string, string>>, folder: string): Started {
  const child = spawn(process.execPath, words, {
    cwd: join(ROOT, folder),
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, complaints] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      complaints += error.message;
      resolve();
    });
  });
  return { child, said: () => said, complaints: () => complaints, ended };
}

async function untilReady(started: Started, look: () => string | null | Promise<string | null>): Promise<string> {
  const hasEnded = () => started.child.exitCode !== null || started.child.signalCode !== null;
  for (const until = Date.now() + READY_WITHIN_MS; ;) {
    const url = await look();
    if (url !== null) return url;
    if (hasEnded() || Date.now() > until) {
      started.child.kill();
      throw new Error(`${started.child.spawnargs.join(' ')} was not ready. ${started.complaints()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function addressIn(said: string): string | null {
  const line = said.split('\n').find((one) => one.startsWith('{') && one.endsWith('}'));
  if (line === undefined) return null;
  const { url, graphql } = JSON.parse(line) as { url?: string; graphql?: string };
  return url ?? graphql ?? null;
}

function serverOf({ child, ended }: Started, url: string): Server {
  return {
    url,
    processId: child.pid ?? 0,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** The registry as it is built, on a database and a free port. */
export function startRegistry(databaseUrl: string, dataDirectory: string): Promise<Server> {
  return startServer(['apps/api/dist/main.js'], {
    DATABASE_URL: databaseUrl,
    RATEBOOK_DATA_DIR: dataDirectory,
    RATEBOOK_API_PORT: '0',
    RATEBOOK_LOG_LEVEL: 'silent',
  });
}

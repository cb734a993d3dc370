import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.js';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const READY_WITHIN_MS = 240_000;

/** A registry as a person has it after `npm start`: the real starter, API, PostgreSQL and site, on free ports. */
export interface RunningRegistry {
  readonly apiUrl: string;
  readonly siteUrl: string;
  readonly starter: ChildProcess;
  readonly environment: NodeJS.ProcessEnv;
  /** What the starter has printed so far. */
  readonly printed: () => string;
  /** Ends it as Ctrl-C does; resolves with the starter's exit status. */
  readonly stop: () => Promise<number | null>;
}

/** The environment of a registry on a data directory; free ports unless given. */
export async function registryEnvironment(dataDirectory: string): Promise<NodeJS.ProcessEnv> {
  const [apiPort, webPort] = [await freePort(), await freePort()];
  return {
    ...process.env,
    RATEBOOK_DATA_DIR: dataDirectory,
    RATEBOOK_API_PORT: String(apiPort),
    RATEBOOK_WEB_PORT: String(webPort),
    RATEBOOK_API_URL: '',
    DATABASE_URL: '',
    NODE_ENV: 'production',
  };
}

/** Starts `node scripts/run.mjs start` and waits until it says that it is ready. */
export async function startRegistry(environment: NodeJS.ProcessEnv): Promise<RunningRegistry> {
  const starter = spawn(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'start'], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  starter.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  starter.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => starter.once('exit', (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`Not ready in time:\n${text}`)), READY_WITHIN_MS);
    starter.stdout.on('data', () => {
      if (!text.includes('Ratebook is ready')) return;
      clearTimeout(patience);
      resolve();
    });
    void ended.then((code) => {
      clearTimeout(patience);
      reject(new Error(`The starter ended with ${String(code)}:\n${text}`));
    });
  });
  return {
    starter,
    environment,
    apiUrl: `http://127.0.0.1:${String(environment['RATEBOOK_API_PORT'])}/graphql`,
    siteUrl: `http://127.0.0.1:${String(environment['RATEBOOK_WEB_PORT'])}`,
    printed: () => text,
    stop: () => {
      starter.kill('SIGINT');
      return ended;
    },
  };
}

/** Asks the registry by GraphQL and returns `data`; errors are thrown. */
export async function ask<T>(
  apiUrl: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  token?: string,
): Promise<T> {
  const reply = await fetch(apiUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await reply.json()) as { data?: T; errors?: readonly { message: string }[] };
  if (body.errors !== undefined || body.data === undefined)
    throw new Error(`${String(reply.status)} ${JSON.stringify(body.errors)}`);
  return body.data;
}

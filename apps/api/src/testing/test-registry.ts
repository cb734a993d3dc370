import { parseModel, type Task, taskName } from '@ratebook/core/task';
import { valueOrThrow } from '@ratebook/core/refusal';
import { forgeTask } from '@ratebook/core/testing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openTask } from '../content/load-content.js';
import { connect, type Sql } from '../database/client.js';
import { Events } from '../events.js';
import { buildApollo } from '../graphql/apollo.js';
import { buildHandler } from '../http/handler.js';
import { sendJson } from '../http/reply.js';
import { workOff } from '../jobs/worker.js';
import { Metrics } from '../metrics.js';
import { ModelStore } from '../model/model.store.js';
import { RegistryParts } from '../registry-parts.js';
import type { Answer, AskedRegistry, Reply } from './asked-registry.js';
import { Contributor } from './contributor.js';
import { TestClock } from './test-clock.js';
import { createTestDatabase } from './test-database.js';

export interface TestRegistryOptions {
  /** An own database; without it one is cloned and dropped at the end. */
  readonly databaseUrl?: string;
  readonly clock?: TestClock;
  /** Without it a fresh folder, removed at the end. */
  readonly dataDirectory?: string;
  /** Tasks that are open from the start; without it the forge's one. */
  readonly tasks?: readonly Task[];
}

type Closer = () => Promise<unknown>;

/** A registry on a database and a port of its own, with a clock that the test moves and no worker but `work()`. */
export class TestRegistry implements AskedRegistry {
  readonly parts: RegistryParts;
  readonly sql: Sql;
  readonly clock: TestClock;
  readonly metrics: Metrics;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  /** `http://127.0.0.1:<port>`, which is also what a runner signs in to. */
  readonly origin: string;
  readonly task: Task;
  readonly #closers: Closer[];
  /** Set to false, as the server does when it is told to stop. */
  isServing = true;

  private constructor(
    whole: Pick<TestRegistry, 'parts' | 'clock' | 'metrics' | 'databaseUrl' | 'dataDirectory' | 'origin' | 'task'>,
    closers: Closer[],
  ) {
    this.parts = whole.parts;
    this.sql = whole.parts.sql;
    this.clock = whole.clock;
    this.metrics = whole.metrics;
    this.databaseUrl = whole.databaseUrl;
    this.dataDirectory = whole.dataDirectory;
    this.origin = whole.origin;
    this.task = whole.task;
    this.#closers = closers;
  }

  static async start(options: TestRegistryOptions = {}): Promise<TestRegistry> {
    const closers: Closer[] = [];
    const { databaseUrl = await ownDatabase(closers), clock = new TestClock() } = options;
    const dataDirectory = options.dataDirectory ?? (await ownFolder(closers));
    const metrics = new Metrics();
    const events = new Events(pino({ level: 'silent' }), metrics);
    const sql = connect(databaseUrl, 6);
    closers.push(() => sql.end({ timeout: 1 }));
    const http = createServer((_, reply) => sendJson(reply, 503, { status: 'starting' }));
    const origin = await listen(http);
    closers.push(() => close(http));
    const parts = new RegistryParts({ sql, clock: clock.read, events, dataDirectory, origin });
    const apollo = buildApollo(events);
    await apollo.start();
    closers.push(() => apollo.stop());
    const tasks = options.tasks ?? [forgeTask()];
    for (const task of tasks) await openForgedTask(parts, task);
    const task = tasks[0] ?? forgeTask();
    const registry = new TestRegistry({ parts, clock, metrics, databaseUrl, dataDirectory, origin, task }, closers);
    http.removeAllListeners('request');
    http.on('request', buildHandler({ apollo, registry: parts, metrics, isServing: () => registry.isServing }));
    return registry;
  }

  /** Opens another task, and its model where there is none. */
  open(task: Task): Promise<void> {
    return openForgedTask(this.parts, task);
  }

  get taskName(): string {
    return taskName(this.task);
  }

  /** A GraphQL request over HTTP, as any client sends it. */
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

  /** The `data` of a query that must not fail. */
  async data<T = Answer>(query: string, variables: Readonly<Record<string, unknown>> = {}, token?: string): Promise<T> {
    const { data, errors } = await this.ask(query, variables, token);
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    return data as T;
  }

  /** Signs in with a key of its own by the handshake of a runner. */
  signIn(handle: string): Promise<Contributor> {
    return Contributor.signIn(this, handle);
  }

  /** Does the queue's work until nothing is due; returns how many jobs were done. */
  async work(): Promise<number> {
    let count = 0;
    while (await workOff(this.parts)) count += 1;
    return count;
  }

  async close(): Promise<void> {
    while (this.#closers.length > 0) await this.#closers.pop()?.();
  }
}

async function ownDatabase(closers: Closer[]): Promise<string> {
  const database = await createTestDatabase();
  closers.push(database.drop);
  return database.url;
}

async function ownFolder(closers: Closer[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ratebook-data-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function openForgedTask(parts: RegistryParts, task: Task): Promise<void> {
  await parts.sql.begin(async (transaction) => {
    const model = valueOrThrow(
      parseModel({
        slug: task.model,
        name: task.model,
        family: null,
        parameterCount: task.trainer.parameterCount,
        aliases: [],
      }),
    );
    await new ModelStore(transaction).upsert(model);
    await openTask(transaction, task, parts.clock());
  });
}

function listen(http: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${String((http.address() as AddressInfo).port)}`));
  });
}

function close(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}

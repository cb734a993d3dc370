import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { systemClock } from './clock.js';
import { loadContent } from './content/load-content.js';
import { connect } from './database/client.js';
import { DatabaseKeeper } from './database/keeper.js';
import { migrateDatabase } from './database/migrate.js';
import { openDatabase } from './database/open-database.js';
import type { Environment } from './environment.js';
import { Events } from './events.js';
import { buildApollo } from './graphql/apollo.js';
import { buildHandler } from './http/handler.js';
import { sendJson } from './http/reply.js';
import { Worker } from './jobs/worker.js';
import { Metrics } from './metrics.js';
import { RegistryParts } from './registry-parts.js';

/** A registry that answers. */
export interface RunningServer {
  readonly url: string;
  readonly databaseUrl: string;
  readonly registry: RegistryParts;
  /** Finishes the requests and the job at hand, then closes the database, and stops it where it is ours. */
  readonly stop: () => Promise<void>;
}

/**
 * Opens the database, brings it to the newest schema, loads the content and serves. Throws where any of these fails,
 * with everything closed again.
 */
export async function startServer(environment: Environment): Promise<RunningServer> {
  const log = pino({
    level: environment.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.err },
  });
  const metrics = new Metrics();
  const events = new Events(log, metrics);
  const database = await openDatabase(environment);
  const closers: (() => Promise<unknown>)[] = [database.stop];
  const close = async () => {
    while (closers.length > 0) await closers.pop()?.();
  };
  if (database.isEmbedded) {
    const keeper = new DatabaseKeeper(database, {
      onRevived: () => events.databaseRevived(),
      onFailed: (error) => events.databaseNotRevived(error),
    });
    closers.push(() => keeper.stop());
  }
  try {
    await migrateDatabase(database.url);
    const sql = connect(database.url);
    closers.push(() => sql.end({ timeout: 5 }));
    // Whoever asks before the content is loaded is told to come again, and not left waiting.
    const http = createServer((_, reply) => sendJson(reply, 503, { status: 'starting' }));
    const port = await listen(http, environment);
    closers.push(() => closeHttp(http));
    const origin = environment.publicOrigin ?? `http://127.0.0.1:${String(port)}`;
    const registry = new RegistryParts({
      sql,
      clock: systemClock,
      events,
      dataDirectory: environment.dataDirectory,
      origin,
    });
    const apollo = buildApollo(events);
    await apollo.start();
    closers.push(() => apollo.stop());
    let isServing = true;
    await loadContent(registry, environment.contentDirectory);
    http.removeAllListeners('request');
    http.on('request', buildHandler({ apollo, registry, metrics, isServing: () => isServing }));
    const worker = new Worker(registry, connect(database.url, 1));
    await worker.start();
    closers.push(() => worker.stop());
    const stop = () => {
      isServing = false;
      return close();
    };
    return { url: `http://${environment.apiHost}:${String(port)}`, databaseUrl: database.url, registry, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

function listen(http: Server, { apiHost, apiPort }: Environment): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(apiPort, apiHost, () => resolve((http.address() as AddressInfo).port));
  });
}

/** No new connections; those that are answering finish, those that only wait are closed. */
function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
  });
}

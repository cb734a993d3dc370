import type { ApolloServer } from '@apollo/server';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isOutage } from '../database/client.js';
import { accessCodes } from '../errors.js';
import type { RequestContext } from '../graphql/context.js';
import type { Metrics } from '../metrics.js';
import type { RegistryParts } from '../registry-parts.js';
import { artefactRoute } from './artefact.route.js';
import { graphiqlRoute, sendGraphiqlPage } from './graphiql.route.js';
import { graphqlRoute, unavailable } from './graphql.route.js';
import { allowAnyOrigin, sendJson } from './reply.js';

export interface HandlerParts {
  readonly apollo: ApolloServer<RequestContext>;
  readonly registry: RegistryParts;
  readonly metrics: Metrics;
  /** False from the moment the server is told to stop. */
  readonly isServing: () => boolean;
}

/** Every address of the registry. */
export function buildHandler(parts: HandlerParts): RequestListener {
  return (request, reply) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const requestId = randomUUID();
    const stopTimer = parts.metrics.requestSeconds.startTimer({ operation: operationOf(path) });
    reply.once('close', () => stopTimer({ status: String(reply.statusCode) }));
    reply.setHeader('x-request-id', requestId);
    allowAnyOrigin(reply);
    route(parts, path, { request, reply, requestId }).catch((error: unknown) => fail(parts, reply, requestId, error));
  };
}

const OPERATIONS = ['graphql', 'graphiql', 'artefacts', 'healthz', 'readyz', 'metrics'];

/** What a request is counted under. Anybody may ask for any address, and each label value is kept for good. */
function operationOf(path: string): string {
  const first = path.split('/')[1] ?? '';
  return OPERATIONS.includes(first) ? first : 'other';
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly reply: ServerResponse;
  readonly requestId: string;
}

async function route(parts: HandlerParts, path: string, { request, reply, requestId }: Exchange): Promise<void> {
  if (request.method === 'OPTIONS') {
    reply.writeHead(204).end();
    return;
  }
  if (path === '/graphql') {
    const isBrowser = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (isBrowser && !(request.url ?? '').includes('query=')) return sendGraphiqlPage(reply);
    return graphqlRoute(parts, request, reply, requestId);
  }
  if (path.startsWith('/artefacts/'))
    return artefactRoute(parts.registry, path.slice('/artefacts/'.length), request, reply);
  if (path.startsWith('/graphiql/')) return graphiqlRoute(path.slice('/graphiql/'.length), reply);
  if (path === '/healthz') return sendJson(reply, 200, { status: 'alive' });
  if (path === '/readyz') return sendReadiness(parts, reply);
  if (path === '/metrics') return sendMetrics(parts, reply);
  if (path === '/') {
    reply.writeHead(302, { location: '/graphql' }).end();
    return;
  }
  sendJson(reply, 404, { errors: [{ message: 'There is nothing at this address.' }] });
}

async function sendReadiness({ registry, isServing }: HandlerParts, reply: ServerResponse): Promise<void> {
  if (!isServing()) return sendJson(reply, 503, { status: 'stopping' });
  try {
    await registry.sql`select 1`;
    return sendJson(reply, 200, { status: 'ready' });
  } catch {
    return sendJson(reply, 503, { status: 'the database is away' });
  }
}

async function sendMetrics({ metrics, registry }: HandlerParts, reply: ServerResponse): Promise<void> {
  try {
    registry.events.queueMeasured(await registry.queue.state());
  } catch (error) {
    // Whoever watches needs the numbers most while the database is away: the queue's last known ones stay.
    if (!isOutage(error)) throw error;
    registry.events.databaseAway(error);
  }
  reply.writeHead(200, { 'content-type': metrics.registry.contentType });
  reply.end(await metrics.registry.metrics());
}

function fail({ registry }: HandlerParts, reply: ServerResponse, requestId: string, error: unknown): void {
  if (isOutage(error)) registry.events.databaseAway(error);
  else registry.events.requestFailed(requestId, error);
  if (reply.headersSent) {
    reply.destroy();
    return;
  }
  reply.setHeader('connection', 'close');
  if (isOutage(error)) return sendJson(reply, 503, unavailable);
  return sendJson(reply, 500, {
    errors: [{ message: accessCodes.INTERNAL, extensions: { code: 'INTERNAL', requestId } }],
  });
}

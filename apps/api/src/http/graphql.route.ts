import { type ApolloServer, HeaderMap } from '@apollo/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accessCodes } from '../errors.js';
import { RequestContext } from '../graphql/context.js';
import type { RegistryParts } from '../registry-parts.js';
import { bearerToken, readBody, sendJson, sendJsonEarly } from './reply.js';

/** A submission has at most 1 MB; its text is escaped once more inside the request. */
export const BODY_LIMIT_BYTES = 2 * 1024 * 1024 + 64 * 1024;

const refusal = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });

/** GraphQL over HTTP: limits before reading, then Apollo. */
export async function graphqlRoute(
  parts: { readonly apollo: ApolloServer<RequestContext>; readonly registry: RegistryParts },
  request: IncomingMessage,
  reply: ServerResponse,
  requestId: string,
): Promise<void> {
  const body = await bodyOf(request, reply);
  if (body === undefined) return;
  // Outside of Apollo, which would answer an outage with 500.
  const token = bearerToken(request);
  const viewer = token === null ? null : await parts.registry.signIn.findViewer(token);
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const response = await parts.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'POST',
      headers,
      search: new URL(request.url ?? '/', 'http://registry').search,
      body,
    },
    context: () => Promise.resolve(new RequestContext(parts.registry, viewer, requestId)),
  });
  for (const [name, value] of response.headers) reply.setHeader(name, value);
  reply.statusCode = response.status ?? 200;
  if (response.body.kind === 'complete') {
    reply.setHeader('content-length', Buffer.byteLength(response.body.string));
    reply.end(response.body.string);
    return;
  }
  for await (const chunk of response.body.asyncIterator) reply.write(chunk);
  reply.end();
}

/** The parsed body; undefined where a reply was sent already. */
async function bodyOf(request: IncomingMessage, reply: ServerResponse): Promise<unknown> {
  if (request.method !== 'POST') return null;
  const text = await readBody(request, BODY_LIMIT_BYTES);
  if (text === null) {
    sendJsonEarly(
      request,
      reply,
      413,
      refusal(
        'document.too-large',
        `The request has more than ${String(BODY_LIMIT_BYTES)} bytes; traces go as artefacts.`,
      ),
    );
    return undefined;
  }
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    sendJson(reply, 400, refusal('document.not-json', 'The body of the request is not JSON.'));
    return undefined;
  }
}

/** What is said while the database is away. */
export const unavailable = refusal('REGISTRY_UNAVAILABLE', accessCodes.REGISTRY_UNAVAILABLE);

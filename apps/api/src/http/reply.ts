import type { IncomingMessage, ServerResponse } from 'node:http';

/** Sends a JSON body. */
export function sendJson(reply: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  reply.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  reply.end(text);
}

/** How long a sender who does not listen is still read from. */
const LINGER_MILLISECONDS = 2000;

/**
 * Answers before the request's body was read to its end, and closes the connection. What still comes is read and thrown
 * away, for two seconds at most: a socket that is closed with bytes unread is reset, and the sender never sees the reply.
 */
export function sendJsonEarly(request: IncomingMessage, reply: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  reply.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  reply.write(text);
  const end = () => {
    clearTimeout(timer);
    if (!reply.writableEnded) reply.end();
  };
  const timer = setTimeout(end, LINGER_MILLISECONDS);
  request.once('end', end).once('close', end).resume();
  if (request.readableEnded) end();
}

/** Reading from anywhere is welcome: the registry is public, and tokens travel in a header, never in a cookie. */
export function allowAnyOrigin(reply: ServerResponse): void {
  reply.setHeader('access-control-allow-origin', '*');
  reply.setHeader(
    'access-control-allow-headers',
    'authorization, content-type, content-encoding, if-none-match, apollo-require-preflight',
  );
  reply.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, OPTIONS');
  reply.setHeader('access-control-expose-headers', 'etag, x-request-id');
  reply.setHeader('access-control-max-age', '86400');
}

/** The bearer token of a request, or null. */
export function bearerToken(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** A body of at most `limit` bytes as text; null where there are more, as soon as that is known. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Stopping early must leave the socket alone: the refusal goes out through it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

import { HASH_PATTERN } from '@ratebook/core/canonical';
import type { Refusal } from '@ratebook/core/refusal';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ARTEFACT_LIMIT_BYTES, StorageError } from '../artefact/artefact.store.js';
import { accessCodes } from '../errors.js';
import type { RegistryParts } from '../registry-parts.js';
import { bearerToken, sendJson, sendJsonEarly } from './reply.js';

const STATUS_OF: Readonly<Record<string, number>> = { 'artefact.too-large': 413 };

/** PUT and GET /artefacts/<sha256>: the digest names the unpacked canonical JSON, gzip is transport. */
export async function artefactRoute(
  registry: RegistryParts,
  hash: string,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  if (!HASH_PATTERN.test(hash))
    return sendRefusals(request, reply, 404, [
      {
        code: 'artefact.missing',
        path: '',
        expected: 'SHA-256 in 64 lower-case hex digits',
        got: hash.slice(0, 80),
        message: 'An artefact is named by the SHA-256 of its unpacked canonical JSON.',
      },
    ]);
  if (request.method === 'GET' || request.method === 'HEAD') return sendArtefact(registry, hash, request, reply);
  if (request.method === 'PUT') return receiveArtefact(registry, hash, request, reply);
  reply.setHeader('allow', 'GET, HEAD, PUT');
  return sendJson(reply, 405, { errors: [{ message: 'Artefacts take GET and PUT.' }] });
}

async function sendArtefact(registry: RegistryParts, hash: string, request: IncomingMessage, reply: ServerResponse) {
  const packed = registry.artefacts.openPacked(hash);
  if (!packed)
    return sendRefusals(request, reply, 404, [
      {
        code: 'artefact.missing',
        path: '',
        expected: 'an artefact that was uploaded',
        got: hash,
        message: `There is no artefact ${hash}.`,
      },
    ]);
  const takesGzip = acceptsGzip(request.headers['accept-encoding'] ?? '');
  const named = {
    'cache-control': 'public, max-age=31536000, immutable',
    // Weak: the name is of the content, and both encodings of it have the same one.
    etag: `W/"${hash}"`,
    vary: 'accept-encoding',
  };
  if ((request.headers['if-none-match'] ?? '').includes(`"${hash}"`)) {
    packed.destroy();
    reply.writeHead(304, named).end();
    return;
  }
  reply.writeHead(200, {
    ...named,
    'content-type': 'application/json; charset=utf-8',
    ...(takesGzip ? { 'content-encoding': 'gzip' } : {}),
  });
  if (request.method === 'HEAD') {
    packed.destroy();
    reply.end();
  } else if (takesGzip) await pipeline(packed, reply);
  else await pipeline(packed, createGunzip(), reply);
}

function acceptsGzip(accepted: string): boolean {
  return accepted.split(',').some((one) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/.test(one));
}

async function receiveArtefact(registry: RegistryParts, hash: string, request: IncomingMessage, reply: ServerResponse) {
  const token = bearerToken(request);
  if (token === null || !(await registry.signIn.findViewer(token))) {
    return sendJsonEarly(request, reply, 401, {
      errors: [{ message: accessCodes.UNAUTHENTICATED, extensions: { code: 'UNAUTHENTICATED' } }],
    });
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const isTooLarge = Number(request.headers['content-length'] ?? 0) > ARTEFACT_LIMIT_BYTES;
  if (isTooLarge || !['identity', 'gzip'].includes(encoding)) {
    return sendRefusals(request, reply, isTooLarge ? 413 : 415, [
      isTooLarge ? tooLarge(request) : unknownEncoding(encoding),
    ]);
  }
  try {
    const kept = await registry.artefacts.receive(hash, request, encoding === 'gzip');
    if (kept.ok) return sendJson(reply, kept.value.isNew ? 201 : 200, { hash });
    return sendRefusals(request, reply, STATUS_OF[kept.refusals[0]?.code ?? ''] ?? 400, kept.refusals);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    registry.events.requestFailed('artefact', error);
    return sendJsonEarly(request, reply, 507, {
      errors: [
        {
          message:
            'The registry could not store the artefact: its disk is full or broken. Nothing was kept; send it again later.',
          extensions: { code: 'REGISTRY_UNAVAILABLE' },
        },
      ],
    });
  }
}

function sendRefusals(
  request: IncomingMessage,
  reply: ServerResponse,
  status: number,
  refusals: readonly Refusal[],
): void {
  const errors = refusals.map(({ message, code }) => ({ message, extensions: { code } }));
  if (request.method === 'PUT') sendJsonEarly(request, reply, status, { errors, refusals });
  else sendJson(reply, status, { errors, refusals });
}

const tooLarge = (request: IncomingMessage): Refusal => ({
  code: 'artefact.too-large',
  path: '',
  expected: `at most ${String(ARTEFACT_LIMIT_BYTES)} bytes`,
  got: `${request.headers['content-length'] ?? ''} bytes`,
  message: `The artefact has ${request.headers['content-length'] ?? ''} bytes; at most ${String(ARTEFACT_LIMIT_BYTES)} are taken.`,
});

const unknownEncoding = (encoding: string): Refusal => ({
  code: 'artefact.not-canonical',
  path: 'content-encoding',
  expected: 'gzip, or none',
  got: encoding.slice(0, 80),
  message: 'An artefact is sent as it is, or in gzip.',
});

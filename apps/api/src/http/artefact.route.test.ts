import { canonicalJson, digestText } from '@ratebook/core/canonical';
import { randomFrom } from '@ratebook/core/testing';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARTEFACT_LIMIT_BYTES, RATIO_LIMIT, UNPACKED_LIMIT_BYTES } from '../artefact/artefact.store.js';
import { type Contributor, TestRegistry } from '../testing.js';

let registry: TestRegistry;
let ada: Contributor;
beforeAll(async () => {
  registry = await TestRegistry.start();
  ada = await registry.signIn('ada');
});
afterAll(() => registry.close());

const text = canonicalJson({ update: [0, 1, 2], learningRate: [0.1, 0.1, 0.05], loss: [2.3, 1.9, null] });
const hash = digestText(text);
const address = (name: string) => `${registry.origin}/artefacts/${name}`;

interface Refused {
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly refusals?: readonly { readonly code: string; readonly expected: string; readonly got: string }[];
}
const refusedBy = async (reply: Response) => (await reply.json()) as Refused;

/** Every file below the artefacts' folder. */
async function filesKept(): Promise<readonly string[]> {
  const folder = join(registry.dataDirectory, 'artefacts');
  return existsSync(folder) ? (await readdir(folder, { recursive: true })).filter((name) => name.includes('.')) : [];
}

/** A PUT whose body is made as fast as it is read; resolves with the reply, whether all of the body was read or not. */
function putStream(name: string, chunk: Buffer, count: number, headers: Readonly<Record<string, string>>) {
  return new Promise<{ readonly status: number; readonly body: string; readonly sent: number }>((resolve, reject) => {
    let sent = 0;
    let isAnswered = false;
    const request = httpRequest(address(name), {
      method: 'PUT',
      headers: { authorization: `Bearer ${ada.token}`, ...headers },
    });
    request.on('response', (reply) => {
      isAnswered = true;
      let body = '';
      reply.on('data', (part: Buffer) => (body += part.toString()));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body, sent }));
    });
    // Writing on to somebody who has answered and gone gives EPIPE: the reply counts.
    request.on('error', (error) => (isAnswered ? undefined : reject(error)));
    const write = () => {
      while (sent < count && !isAnswered) {
        sent += 1;
        if (!request.write(chunk)) return void request.once('drain', write);
      }
      request.end();
    };
    write();
  });
}

describe('an artefact', () => {
  it('is kept once, whether it comes packed or not, and given back as it was', async () => {
    expect((await ada.putArtefact(hash, gzipSync(text), { 'content-encoding': 'gzip' })).status).toBe(201);
    expect((await ada.putArtefact(hash, text)).status).toBe(200);
    const given = await fetch(address(hash), { headers: { 'accept-encoding': 'identity' } });
    expect(await given.text()).toBe(text);
    expect(given.headers.get('content-encoding')).toBeNull();
    expect(await filesKept()).toEqual([`${hash.slice(0, 2)}/${hash}.json.gz`]);
  });

  it('goes out in gzip to whoever takes it, and plain to whoever refuses it', async () => {
    const raw = await new Promise<Buffer>((resolve, reject) => {
      httpRequest(address(hash), { headers: { 'accept-encoding': 'br, gzip;q=0.5' } }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      })
        .on('error', reject)
        .end();
    });
    expect(gunzipSync(raw).toString()).toBe(text);
    const plain = await fetch(address(hash), { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(text);
  });

  it('has an etag, may be kept for good, and is not sent again to whoever has it', async () => {
    const given = await fetch(address(hash), { method: 'HEAD' });
    expect(given.status).toBe(200);
    expect(await given.text()).toBe('');
    const etag = given.headers.get('etag') ?? '';
    expect(etag).toBe(`W/"${hash}"`);
    expect(given.headers.get('cache-control')).toContain('immutable');
    const again = await fetch(address(hash), { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('is read without an account, from any origin', async () => {
    const given = await fetch(address(hash), { headers: { origin: 'https://elsewhere.example' } });
    expect(given.headers.get('access-control-allow-origin')).toBe('*');
    expect(given.status).toBe(200);
  });

  it('that nobody uploaded is 404, as is a name that is no digest', async () => {
    const missing = await fetch(address('0'.repeat(64)));
    expect(missing.status).toBe(404);
    expect((await refusedBy(missing)).refusals?.[0]).toMatchObject({ code: 'artefact.missing', got: '0'.repeat(64) });
    for (const name of ['abc', hash.toUpperCase(), `${hash}x`, '..%2f..%2fpassword'])
      expect((await fetch(address(name))).status, name).toBe(404);
  });

  it('takes no other method', async () => {
    const reply = await fetch(address(hash), { method: 'DELETE', headers: { authorization: `Bearer ${ada.token}` } });
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe('GET, HEAD, PUT');
    expect((await fetch(address(hash))).status).toBe(200);
  });
});

describe('an upload that is not taken', () => {
  const expectNothingKept = async (name: string) => {
    expect((await fetch(address(name))).status).toBe(404);
    expect((await filesKept()).filter((path) => path.includes(name) || path.endsWith('.part'))).toEqual([]);
    expect(await registry.sql`select 1 from artefact where hash = ${name}`).toHaveLength(0);
  };

  it.each([
    ['no token', {}],
    ['a token that is none', { authorization: `Bearer ${'x'.repeat(43)}` }],
    ['another scheme', { authorization: 'Basic YWRhOmFkYQ==' }],
  ])('for want of an account: %s', async (_, headers) => {
    const other = canonicalJson({ headers });
    const reply = await fetch(address(digestText(other)), { method: 'PUT', headers, body: other });
    expect(reply.status).toBe(401);
    expect((await refusedBy(reply)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    await expectNothingKept(digestText(other));
  });

  it('under another digest says which one its bytes have', async () => {
    const wrong = digestText('something else');
    const reply = await ada.putArtefact(wrong, text);
    expect(reply.status).toBe(400);
    expect((await refusedBy(reply)).refusals?.[0]).toMatchObject({
      code: 'artefact.digest',
      expected: wrong,
      got: hash,
    });
    await expectNothingKept(wrong);
  });

  it.each([
    ['white space', '{ "update": [0] }'],
    ['keys out of order', '{"b":1,"a":2}'],
    ['a number written otherwise', '{"a":1.0}'],
    ['text that is not JSON', 'update,loss\n0,2.3\n'],
    ['half of a surrogate pair', '{"a":"\\ud800"}'],
    ['a key twice', '{"a":1,"a":1}'],
  ])('because it is not canonical JSON: %s', async (_, body) => {
    const name = digestText(body);
    const reply = await ada.putArtefact(name, body);
    expect(reply.status).toBe(400);
    expect((await refusedBy(reply)).refusals?.[0]?.code).toBe('artefact.not-canonical');
    await expectNothingKept(name);
  });

  it('because it says gzip and is not, or is cut off', async () => {
    for (const body of [Buffer.from('no gzip at all'), gzipSync(text).subarray(0, 20)]) {
      const reply = await ada.putArtefact(digestText('cut off'), body, { 'content-encoding': 'gzip' });
      expect(reply.status).toBe(400);
      expect((await refusedBy(reply)).refusals?.[0]?.got).toContain('do not unpack');
    }
    await expectNothingKept(digestText('cut off'));
  });

  it('because of an encoding that is not taken', async () => {
    const reply = await ada.putArtefact(hash, text, { 'content-encoding': 'br' });
    expect(reply.status).toBe(415);
    expect((await refusedBy(reply)).refusals?.[0]).toMatchObject({ expected: 'gzip, or none', got: 'br' });
  });

  it('because it declares more bytes than are taken, before any is read', async () => {
    const name = digestText('declared');
    const reply = await new Promise<{ status: number; connection: string | undefined }>((resolve, reject) => {
      const request = httpRequest(address(name), {
        method: 'PUT',
        headers: { authorization: `Bearer ${ada.token}`, 'content-length': ARTEFACT_LIMIT_BYTES + 1 },
      });
      request.on('response', (given) => {
        resolve({ status: given.statusCode ?? 0, connection: given.headers.connection });
        request.destroy();
      });
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(reply).toEqual({ status: 413, connection: 'close' });
    await expectNothingKept(name);
  });

  it('because more comes than is taken, at the limit and not at the end', async () => {
    const name = digestText('too long');
    const chunk = Buffer.alloc(1024 * 1024, 32);
    const asked = (2 * UNPACKED_LIMIT_BYTES) / chunk.length;
    const { status, body, sent } = await putStream(name, chunk, asked, {});
    expect(status).toBe(413);
    expect(body).toContain('artefact.too-large');
    expect(sent).toBeLessThan(asked);
    await expectNothingKept(name);
  });

  it('because it is a decompression bomb, cut off after a few packed bytes with little memory', async () => {
    const name = digestText('bomb');
    const bomb = await new Promise<Buffer>((resolve) => {
      const gzip = createGzip({ level: 9 });
      const chunks: Buffer[] = [];
      gzip.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      const zeros = Buffer.alloc(8 * 1024 * 1024, 48);
      for (let part = 0; part < 32; part++) gzip.write(zeros);
      gzip.end();
    });
    // 256 MB in a quarter of a megabyte: the ratio alone gives it away.
    expect(bomb.length * RATIO_LIMIT).toBeLessThan(256 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    const reply = await ada.putArtefact(name, bomb, { 'content-encoding': 'gzip' });
    const grown = process.memoryUsage().rss - before;
    expect(reply.status).toBe(413);
    expect((await refusedBy(reply)).refusals?.[0]?.expected).toContain('100 unpacked bytes a packed one');
    expect(grown).toBeLessThan(128 * 1024 * 1024);
    await expectNothingKept(name);
  });

  it('because it unpacks to more than the limit at an honest ratio', async () => {
    const name = digestText('honest but long');
    const random = randomFrom(5);
    const noise = Buffer.from(Array.from({ length: 1024 * 1024 }, () => 32 + Math.floor(random() * 64)));
    const half = Buffer.alloc(3 * 1024 * 1024, 48);
    const packed = await new Promise<Buffer>((resolve) => {
      const gzip = createGzip({ level: 1 });
      const chunks: Buffer[] = [];
      gzip.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      for (let part = 0; part < 17; part++) {
        gzip.write(noise);
        gzip.write(half);
      }
      gzip.end();
    });
    const reply = await ada.putArtefact(name, packed, { 'content-encoding': 'gzip' });
    expect(reply.status).toBe(413);
    expect((await refusedBy(reply)).refusals?.[0]?.expected).toBe(`${String(UNPACKED_LIMIT_BYTES)} bytes unpacked`);
    await expectNothingKept(name);
  });
});

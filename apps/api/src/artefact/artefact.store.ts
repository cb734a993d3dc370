import { canonicalJson, digestBytes } from '@ratebook/core/canonical';
import { accepted, type Parsed, type Refusal, refused } from '@ratebook/core/refusal';
import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, type ReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip, gunzipSync, gzipSync } from 'node:zlib';
import type { Clock } from '../clock.js';
import type { Sql } from '../database/client.js';

/** Limits of contracts.md 4, checked while reading and not after. */
export const ARTEFACT_LIMIT_BYTES = 256 * 1024 * 1024;
export const UNPACKED_LIMIT_BYTES = 64 * 1024 * 1024;
export const RATIO_LIMIT = 100;
/** Small bodies may have any ratio: forty bytes of gzip unpack to four thousand honestly. */
const RATIO_FREE_BYTES = 64 * 1024;

/** Thrown where the disk is full or broken: nothing was kept. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** Artefacts by the digest of their unpacked canonical JSON: gzipped files in the data directory and a row each. */
export class ArtefactStore {
  readonly #sql: Sql;
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(sql: Sql, dataDirectory: string, clock: Clock) {
    this.#sql = sql;
    this.#folder = join(dataDirectory, 'artefacts');
    this.#clock = clock;
  }

  /** Reads a body as it arrives; keeps it when its digest is the one that its address names. */
  async receive(hash: string, body: Readable, isGzipped: boolean): Promise<Parsed<{ readonly isNew: boolean }>> {
    const read = await readLimited(body, isGzipped);
    return read.ok ? this.keep(hash, read.value) : read;
  }

  /** Keeps unpacked bytes under their digest. */
  async keep(hash: string, unpacked: Buffer): Promise<Parsed<{ readonly isNew: boolean }>> {
    const digest = digestBytes(unpacked);
    if (digest !== hash) {
      return refused({
        code: 'artefact.digest',
        path: '',
        expected: hash,
        got: digest,
        message: `The unpacked bytes have the digest ${digest}, the address names ${hash}.`,
      });
    }
    const canonical = checkCanonical(unpacked);
    if (canonical) return refused(canonical);
    if ((await this.findMissing([hash])).length === 0) return accepted({ isNew: false });
    const packed = gzipSync(unpacked);
    await this.#writeWhole(hash, packed);
    await this.#sql`
      insert into artefact (hash, packed_bytes, unpacked_bytes, stored_at)
      values (${hash}, ${packed.length}, ${unpacked.length}, ${this.#clock()}) on conflict (hash) do nothing`;
    return accepted({ isNew: true });
  }

  /** Which of these artefacts are not here. */
  async findMissing(hashes: readonly string[]): Promise<readonly string[]> {
    if (hashes.length === 0) return [];
    const rows = await this.#sql<{ hash: string }[]>`select hash from artefact where hash = any(${hashes as string[]})`;
    const held = new Set(rows.map(({ hash }) => hash).filter((hash) => existsSync(this.#path(hash))));
    return hashes.filter((hash) => !held.has(hash));
  }

  /** The gzipped bytes as a stream, or null where the artefact is not here. */
  openPacked(hash: string): ReadStream | null {
    const path = this.#path(hash);
    return existsSync(path) ? createReadStream(path) : null;
  }

  /** The unpacked JSON, or null where the artefact is not here. */
  async findJson(hash: string): Promise<unknown> {
    const stream = this.openPacked(hash);
    if (!stream) return null;
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return JSON.parse(
      gunzipSync(Buffer.concat(chunks), { maxOutputLength: UNPACKED_LIMIT_BYTES }).toString(),
    ) as unknown;
  }

  #path(hash: string): string {
    return join(this.#folder, hash.slice(0, 2), `${hash}.json.gz`);
  }

  /** Written beside its place, synced, then moved there: whoever looks sees the whole of it or nothing. */
  async #writeWhole(hash: string, packed: Buffer): Promise<void> {
    const path = this.#path(hash);
    const half = `${path}.${randomBytes(6).toString('hex')}.part`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(half, 'wx');
      try {
        await file.writeFile(packed);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(half, path);
    } catch (cause) {
      await rm(half, { force: true }).catch(() => undefined);
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      throw new StorageError(`The artefact could not be written (${code}).`, { cause });
    }
  }
}

/** The whole of a body, unpacked, or a refusal as soon as a limit is passed: nothing beyond it is read. */
async function readLimited(body: Readable, isGzipped: boolean): Promise<Parsed<Buffer>> {
  let packedBytes = 0;
  body.on('data', (chunk: Buffer) => (packedBytes += chunk.length));
  const source: Readable = isGzipped ? body.pipe(createGunzip()) : body;
  if (source !== body) body.once('error', (error) => source.destroy(error));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Stopping early must leave the socket alone: the refusal goes out through it.
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      const limit = isGzipped ? UNPACKED_LIMIT_BYTES : Math.min(ARTEFACT_LIMIT_BYTES, UNPACKED_LIMIT_BYTES);
      if (bytes > limit)
        return refused(tooLarge(`${String(limit)} bytes unpacked`, `more than ${String(limit)} bytes`));
      if (isGzipped && bytes > RATIO_FREE_BYTES && bytes > packedBytes * RATIO_LIMIT)
        return refused(
          tooLarge(
            `at most ${String(RATIO_LIMIT)} unpacked bytes a packed one`,
            `${String(packedBytes)} bytes of gzip that unpack to more than ${String(bytes)}`,
          ),
        );
      chunks.push(chunk);
    }
  } catch (error) {
    if (!isGzipError(error)) throw error;
    return refused({
      code: 'artefact.digest',
      path: '',
      expected: 'a body in gzip, as its content-encoding says',
      got: 'bytes that do not unpack',
      message: 'The body says that it is gzip, and does not unpack.',
    });
  } finally {
    body.unpipe();
    if (source !== body) source.destroy();
  }
  return accepted(Buffer.concat(chunks));
}

const isGzipError = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (String(error.code).startsWith('Z_') || error.code === 'ERR_TRAILING_JUNK');

const tooLarge = (expected: string, got: string): Refusal => ({
  code: 'artefact.too-large',
  path: '',
  expected,
  got,
  message: `The artefact is over the limit: expected ${expected}, got ${got}.`,
});

function checkCanonical(bytes: Buffer): Refusal | null {
  const refusal = (got: string): Refusal => ({
    code: 'artefact.not-canonical',
    path: '',
    expected: 'canonical JSON (RFC 8785)',
    got,
    message: `The artefact is not canonical JSON: ${got}.`,
  });
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refusal('bytes that are not JSON');
  }
  try {
    return canonicalJson(value) === text ? null : refusal('JSON whose re-encoding gives other bytes');
  } catch {
    return refusal('a value that has no canonical JSON');
  }
}

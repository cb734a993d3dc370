import { TestRegistry, type Contributor } from '@ratebook/api/testing';
import { canonicalJson, digestText } from '@ratebook/core/canonical';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../kit/scratch.js';

const DISK_BYTES = 256 * 1024;

const scratch = scratchFolder('full-disk');
const artefacts = join(scratch.path, 'artefacts');

/** A disk of a quarter of a megabyte for the artefacts; why there is none, where this machine gives none. */
function mountTinyDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux may mount one';
  mkdirSync(artefacts);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(DISK_BYTES)}`, 'tmpfs', artefacts], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'mount failed';
  }
}

const obstacle = mountTinyDisk();
if (obstacle !== null) console.warn(`SKIPPED: a full disk is not tried, for there is no tiny disk here (${obstacle}).`);

/** Canonical JSON of about so many bytes that gzip cannot halve: hex digits of a hash chain. */
function incompressibleJson(bytes: number, seed: string): string {
  const words: string[] = [];
  for (let word = seed; words.length * 67 < bytes; words.push(word))
    word = createHash('sha256').update(word).digest('hex');
  return canonicalJson(words);
}

describe.skipIf(obstacle !== null)('a disk that is full', () => {
  let registry: TestRegistry;
  let ada: Contributor;

  beforeAll(async () => {
    registry = await TestRegistry.start({ dataDirectory: scratch.path });
    ada = await registry.signIn('ada');
  });
  afterAll(async () => {
    await registry.close();
    execFileSync('umount', [artefacts]);
    scratch.remove();
  });

  it('is told as 507 with what to do, keeps nothing of the artefact, and takes the same bytes when there is room', async () => {
    const filler = join(artefacts, 'filler');
    writeFileSync(filler, Buffer.alloc(DISK_BYTES / 2));
    const text = incompressibleJson(DISK_BYTES, 'full disk');
    const hash = digestText(text);
    const refused = await ada.putArtefact(hash, text);
    expect(refused.status).toBe(507);
    const { errors } = (await refused.json()) as { errors: readonly { message: string; extensions: unknown }[] };
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/disk is full.*Nothing was kept; send it again later/) as string,
        extensions: { code: 'REGISTRY_UNAVAILABLE' },
      },
    ]);
    const files = readdirSync(artefacts, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toEqual(['filler']);
    expect(await registry.parts.artefacts.findMissing([hash])).toEqual([hash]);
    expect((await fetch(`${registry.origin}/artefacts/${hash}`)).status).toBe(404);

    const small = incompressibleJson(1_000, 'small');
    expect((await ada.putArtefact(digestText(small), small)).status).toBe(201);

    rmSync(filler);
    expect((await ada.putArtefact(hash, text)).status).toBe(201);
    expect(await (await fetch(`${registry.origin}/artefacts/${hash}`)).text()).toBe(text);
  });
});

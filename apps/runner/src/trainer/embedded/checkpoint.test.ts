import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckpointOwner, readCheckpoint, removeCheckpoint, writeCheckpoint } from './checkpoint.js';

const owner: CheckpointOwner = { net: 'digits-mlp', recipe: { batch: 32 }, seed: 1, dataSeed: 2 };
const state = {
  t: 40,
  // The smallest subnormal, a negative zero, the largest float32: bits that a text format would lose.
  parameters: Float32Array.of(1.1, 1.401298464324817e-45, -0, 3.4028234663852886e38),
  states: [Float32Array.of(0.1, 0.2, 0.3, 0.4), Float32Array.of(1e-30, 2, 3, 4)],
};

describe('a checkpoint', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ratebook-checkpoint-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('comes back bit for bit', async () => {
    const written = await writeCheckpoint(directory, owner, state);
    expect(written.t).toBe(40);
    expect(await readCheckpoint(written, owner)).toEqual(state);
  });

  it('leaves nothing beside itself', async () => {
    await writeCheckpoint(directory, owner, state);
    expect(await readdir(directory)).toEqual(['checkpoint-40.bin']);
    await removeCheckpoint(directory, 40);
    await removeCheckpoint(directory, 40);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is refused when a byte has changed', async () => {
    const written = await writeCheckpoint(directory, owner, state);
    const bytes = await readFile(written.path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(written.path, bytes);
    await expect(readCheckpoint(written, owner)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('is refused by a training with another seed, data order, recipe or net', async () => {
    const written = await writeCheckpoint(directory, owner, state);
    for (const other of [
      { ...owner, seed: 2 },
      { ...owner, dataSeed: 3 },
      { ...owner, recipe: { batch: 64 } },
      { ...owner, net: 'gloss-bag' },
    ]) {
      await expect(readCheckpoint(written, other)).rejects.toMatchObject({ code: 'digest-mismatch' });
    }
  });
});

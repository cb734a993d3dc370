import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSignatureOf } from '@ratebook/core/submission';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findKeypair, getKeypair } from './key-store.js';

describe('the key of a home', () => {
  let home = '';
  let path = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-keys-'));
    path = join(home, 'keys', 'runner.json');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is made on first use and is the same ever after', async () => {
    expect(await findKeypair(home)).toBeNull();
    const made = await getKeypair(home);
    expect((await getKeypair(home)).keyId).toBe(made.keyId);
    expect((await findKeypair(home))?.publicKey).toBe(made.publicKey);
  });

  it('lies in a file of mode 600 in a folder of mode 700', async () => {
    await getKeypair(home);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'keys'))).mode & 0o777).toBe(0o700);
  });

  it('is one key, whichever of many first uses at once was first', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => getKeypair(home)));
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
  });

  it('signs what its public key verifies', async () => {
    const key = await getKeypair(home);
    const input = new TextEncoder().encode('ratebook-submission/1\n{}');
    expect(isSignatureOf(input, key.sign(input), key.publicKey)).toBe(true);
    expect(isSignatureOf(new TextEncoder().encode('other'), key.sign(input), key.publicKey)).toBe(false);
  });

  it('does not show its secret to whoever prints it', async () => {
    const key = await getKeypair(home);
    const { secretKey } = JSON.parse(await readFile(path, 'utf8')) as { secretKey: string };
    expect(secretKey).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(key)).not.toContain(secretKey);
  });

  it('is refused where others may read it', async () => {
    await getKeypair(home);
    await chmod(path, 0o644);
    await expect(getKeypair(home)).rejects.toThrow(`Make it private: chmod 600 ${path}`);
  });

  it('is not made anew over a file that holds something else', async () => {
    await getKeypair(home);
    for (const text of ['', 'not JSON', '{"version":1}', '{"version":1,"publicKey":"short","secretKey":"short"}']) {
      await writeFile(path, text);
      await expect(getKeypair(home)).rejects.toThrow(`${path} is not a key file of this runner.`);
      expect(await readFile(path, 'utf8')).toBe(text);
    }
  });
});

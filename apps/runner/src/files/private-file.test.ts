import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrivateFile, readPrivateFile, writePrivateFile } from './private-file.js';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe.skipIf(process.platform === 'win32')('files that only their owner may read', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-private-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('have mode 600, in a folder of mode 700', async () => {
    await writePrivateFile(join(home, 'keys', 'secret'), 'x');
    expect(await modeOf(join(home, 'keys', 'secret'))).toBe('600');
    expect(await modeOf(join(home, 'keys'))).toBe('700');
  });

  it('close a folder that was open before, and a file that is written anew', async () => {
    await mkdir(join(home, 'keys'), { mode: 0o755 });
    await writePrivateFile(join(home, 'keys', 'secret'), 'x');
    await chmod(join(home, 'keys', 'secret'), 0o644);
    await writePrivateFile(join(home, 'keys', 'secret'), 'y');
    expect(await modeOf(join(home, 'keys', 'secret'))).toBe('600');
    expect(await modeOf(join(home, 'keys'))).toBe('700');
  });

  it('are not overwritten where they are only to be made', async () => {
    const path = join(home, 'keys', 'secret');
    expect(await createPrivateFile(path, 'first')).toBe(true);
    expect(await createPrivateFile(path, 'second')).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('first');
    expect(await modeOf(path)).toBe('600');
  });

  it('are refused once others may read them, with the command that closes them', async () => {
    const path = join(home, 'keys', 'secret');
    await writePrivateFile(path, 'x');
    for (const mode of [0o604, 0o640, 0o666]) {
      await chmod(path, mode);
      await expect(readPrivateFile(path)).rejects.toThrow(`mode ${mode.toString(8)}; expected 600`);
      await expect(readPrivateFile(path)).rejects.toThrow(`chmod 600 ${path}`);
    }
  });

  it('are read as null where there is none', async () => {
    expect(await readPrivateFile(join(home, 'keys', 'secret'))).toBeNull();
  });
});

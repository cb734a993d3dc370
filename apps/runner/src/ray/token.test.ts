import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRayToken } from './token.js';

describe("a cluster's token", () => {
  let home = '';
  let path = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ratebook-token-'));
    path = join(home, 'a-file');
    await writeFile(path, 'of-the-file\n');
    await mkdir(join(home, '.ray'));
    await writeFile(join(home, '.ray', 'auth_token'), 'of-the-home\n');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is the variable before the file that is named before the file in the home, as for Ray', async () => {
    const both = { RAY_AUTH_TOKEN: ' of-the-variable ', RAY_AUTH_TOKEN_PATH: path };
    expect(await findRayToken(both, home)).toEqual({ value: 'of-the-variable', from: 'RAY_AUTH_TOKEN' });
    const one = { RAY_AUTH_TOKEN: '', RAY_AUTH_TOKEN_PATH: path };
    expect(await findRayToken(one, home)).toEqual({ value: 'of-the-file', from: 'RAY_AUTH_TOKEN_PATH' });
    expect((await findRayToken({}, home))?.value).toBe('of-the-home');
  });

  it('may be none', async () => {
    await rm(join(home, '.ray'), { recursive: true });
    expect(await findRayToken({}, home)).toBeNull();
  });

  it('is not passed over where a file was named that cannot be read or is empty', async () => {
    await expect(findRayToken({ RAY_AUTH_TOKEN_PATH: join(home, 'nowhere') }, home)).rejects.toThrow('ENOENT');
    await writeFile(path, '\n');
    await expect(findRayToken({ RAY_AUTH_TOKEN_PATH: path }, home)).rejects.toThrow('which is empty');
  });

  it('is refused where no header can carry it, without being shown', async () => {
    const running = findRayToken({ RAY_AUTH_TOKEN: 'two words\nX-Other: 1' }, home);
    await expect(running).rejects.toThrow('The Ray token in RAY_AUTH_TOKEN is not one word');
    await expect(running).rejects.not.toThrow('two words');
  });
});

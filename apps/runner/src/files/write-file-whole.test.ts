import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandFailure } from '../failure.js';
import { createFileWhole, writeFileWhole } from './write-file-whole.js';

describe('writing a file whole or not at all', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratebook-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('replaces what was there and leaves nothing beside it', async () => {
    const path = join(folder, 'file');
    await writeFileWhole(path, 'first');
    await writeFileWhole(path, new Uint8Array([104, 105]));
    expect(await readFile(path, 'utf8')).toBe('hi');
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('gives the file the mode that was asked for', async () => {
    await writeFileWhole(join(folder, 'file'), 'x', { mode: 0o600 });
    expect((await stat(join(folder, 'file'))).mode & 0o777).toBe(0o600);
  });

  it('keeps writers of the same file apart: each writes its whole, one of them stays', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(texts.map((text) => writeFileWhole(join(folder, 'file'), text)));
    expect(texts).toContain(await readFile(join(folder, 'file'), 'utf8'));
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('lets one of many that create the same file win, and leaves what is there alone', async () => {
    const path = join(folder, 'file');
    const won = await Promise.all(Array.from({ length: 8 }, (_, index) => createFileWhole(path, String(index))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(String(won.indexOf(true)));
    expect(await readdir(folder)).toEqual(['file']);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says that a disk is full, and keeps the old file (needs /dev/full)',
    async () => {
      const [path, sidePath] = [join(folder, 'file'), join(folder, 'side')];
      await writeFile(path, 'old');
      await symlink('/dev/full', sidePath);
      const failure = await writeFileWhole(path, 'new', { sidePath }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CommandFailure);
      expect((failure as CommandFailure).message).toBe(
        `No space is left for ${path}. Nothing was half-written; free some space and run the same command again.`,
      );
      expect((failure as CommandFailure).codes).toEqual(['ENOSPC']);
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['file']);
    },
  );

  it.skipIf(process.getuid?.() === 0)('says whose folder it is that cannot be written (not as root)', async () => {
    await mkdir(join(folder, 'theirs'));
    await chmod(join(folder, 'theirs'), 0o500);
    await expect(writeFileWhole(join(folder, 'theirs', 'file'), 'x')).rejects.toThrow(/cannot be written \(EACCES\)/);
  });

  it('says that something else lies where its folder belongs', async () => {
    await writeFile(join(folder, 'in-the-way'), '');
    await expect(writeFileWhole(join(folder, 'in-the-way', 'file'), 'x')).rejects.toThrow(
      /cannot be written \(ENOTDIR\): something else lies where a folder belongs/,
    );
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './lock.js';

/** The id of a process that has ended. */
async function goneProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('the lock of a job', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratebook-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const leave = (holder: object, name = 'lock-1') => writeFile(join(folder, name), JSON.stringify(holder));
  const gone = async () => ({ host: hostname(), processId: await goneProcess(), startedAt: null });

  it('tells a second runner which process holds the job, and what it can do', async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(
      `Another runner (process ${String(process.pid)}) is working on this job. Wait for it, or begin one of your own with --fresh.`,
    );
    await release();
  });

  it('is free again once it was given back, and leaves nothing', async () => {
    await (
      await lockFolder(folder)
    )();
    expect(await readdir(folder)).toEqual([]);
    await (
      await lockFolder(folder)
    )();
  });

  it('is taken over from a process that is gone', async () => {
    await leave(await gone());
    const release = await lockFolder(folder);
    expect(await readdir(folder)).toEqual(['lock-2']);
    await expect(lockFolder(folder)).rejects.toThrow(String(process.pid));
    await release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over by one alone of many at once', async () => {
    await leave(await gone());
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => lockFolder(folder)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toHaveLength(1);
  });

  it.skipIf(process.platform !== 'linux')(
    'is taken over where its process id belongs to a later process (Linux)',
    async () => {
      await leave({ host: hostname(), processId: process.pid, startedAt: '1' });
      const release = await lockFolder(folder);
      expect(await readdir(folder)).toEqual(['lock-2']);
      await release();
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'is taken over from a process that was killed and that nobody has taken note of (Linux)',
    async () => {
      // A parent that never asks after its child.
      const parent = spawn('sh', ['-c', 'sleep 100 & echo $!; exec sleep 100'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const processId = Number(line.toString());
      const statOf = (id = processId) => readFile(`/proc/${String(id)}/stat`, 'utf8');
      // While it is a shell still, it may ask.
      await expect.poll(() => statOf(parent.pid), { timeout: 20_000 }).toContain('(sleep)');
      process.kill(processId, 'SIGKILL');
      await expect.poll(() => statOf(), { timeout: 20_000 }).toContain(') Z ');
      await leave({ host: hostname(), processId, startedAt: (await statOf()).split(' ')[21] ?? '' });
      await (
        await lockFolder(folder)
      )();
      parent.kill('SIGKILL');
    },
  );

  it('is taken over where a lock cannot be read', async () => {
    await writeFile(join(folder, 'lock-1'), '');
    const release = await lockFolder(folder);
    expect(JSON.parse(await readFile(join(folder, 'lock-2'), 'utf8'))).toMatchObject({ processId: process.pid });
    await release();
  });

  it('is believed where it was taken on another machine, and says how to end that', async () => {
    await leave({ host: 'another-machine.example', processId: 1, startedAt: null });
    await expect(lockFolder(folder)).rejects.toThrow(
      `(process 1 on another-machine.example) is working on this job. Wait for it, or begin one of your own with --fresh. If it is gone, remove ${join(folder, 'lock-1')}.`,
    );
  });
});

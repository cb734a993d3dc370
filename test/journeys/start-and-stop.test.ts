import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ask, registryEnvironment, ROOT, type RunningRegistry, startRegistry } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const COUNT = '{ counts { runs } }';

interface StartLock {
  readonly starter: number;
  readonly children: readonly number[];
}

function postmasterOf(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Runs the starter beside another one; it must end by itself. */
async function startAgain(environment: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const run = promisify(execFile);
  return run(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'start'], { cwd: ROOT, env: environment }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    },
  );
}

describe('npm start', () => {
  const scratch = scratchFolder('start');
  const dataDirectory = join(scratch.path, 'data');
  let registry: RunningRegistry | null = null;

  afterAll(async () => {
    await registry?.stop();
    scratch.remove();
  });

  it('says that a registry is running already, names its addresses, and leaves it alone', async () => {
    registry = await startRegistry(await registryEnvironment(dataDirectory));
    const second = await startAgain(registry.environment);
    expect(second.code).toBe(1);
    expect(second.output).toContain('already running');
    expect(second.output).toContain(registry.apiUrl);
    expect(await ask<{ counts: { runs: number } }>(registry.apiUrl, COUNT)).toMatchObject({ counts: {} });
  });

  it('names the port and the variable where another program holds the port', async () => {
    const other = await registryEnvironment(join(scratch.path, 'other'));
    const second = await startAgain({ ...other, RATEBOOK_API_PORT: registry?.environment['RATEBOOK_API_PORT'] });
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/Port \d+ is in use.*RATEBOOK_API_PORT/);
  });

  it('works again after kill -9 of everything, with everything that was acknowledged', async () => {
    if (registry === null) throw new Error('The registry did not start.');
    const ada = new Runner(join(scratch.path, 'home'), registry.apiUrl);
    await ada.json('login', 'ada');
    await ada.json('evaluate', 'digits-mlp', 'linear(0.07)', '--seeds', '1', '--budget', '0.25');
    const lock = JSON.parse(readFileSync(join(dataDirectory, 'start.json'), 'utf8')) as StartLock;
    const postmaster = postmasterOf(dataDirectory);
    for (const processId of [lock.starter, ...lock.children, postmaster]) process.kill(processId, 'SIGKILL');
    await expect.poll(() => isAlive(postmaster), { timeout: 10_000 }).toBe(false);
    registry = await startRegistry(registry.environment);
    const found = async () => {
      const { submissions } = await ada.json('status');
      return submissions;
    };
    await expect.poll(found, { timeout: 20_000 }).toMatchObject([{ state: 'ACCEPTED', level: 2 }]);
  });

  it('ends database, API and site at Ctrl-C, and says nothing is left', async () => {
    const postmaster = postmasterOf(dataDirectory);
    expect(await registry?.stop()).toBe(0);
    expect(isAlive(postmaster)).toBe(false);
    expect(existsSync(join(dataDirectory, 'start.json'))).toBe(false);
    registry = null;
  });
});

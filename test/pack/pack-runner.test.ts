import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../kit/ports.js';
import { ROOT } from '../kit/registry.js';
import { scratchFolder } from '../kit/scratch.js';

const runFile = promisify(execFile);

interface Finding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'broken';
}

/** What a stranger does who has the packed file and no checkout: an empty prefix, an empty home, the npm registry. */
describe('the packed runner', () => {
  const scratch = scratchFolder('pack');
  const home = join(scratch.path, 'home');
  const prefix = join(scratch.path, 'prefix');
  const installed = join(prefix, 'lib/node_modules/@ratebook/runner');
  let printed: string;
  let environment: NodeJS.ProcessEnv;

  const npmSetting = async (name: string) =>
    (await runFile('npm', ['config', 'get', name], { cwd: ROOT })).stdout.trim();

  /** The installed program, from a folder outside the repository. */
  async function ratebook(...words: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    try {
      const options = { cwd: scratch.path, env: environment };
      return { status: 0, ...(await runFile(join(prefix, 'bin/ratebook'), [...words], options)) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, stdout, stderr };
    }
  }

  const answerOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;

  beforeAll(async () => {
    mkdirSync(home);
    environment = {
      PATH: process.env['PATH'],
      HOME: home,
      RATEBOOK_API_URL: `http://127.0.0.1:${String(await freePort())}/graphql`,
    };
    const packing = { cwd: ROOT, env: { ...process.env, INIT_CWD: scratch.path } };
    printed = (await runFile(process.execPath, ['scripts/run.mjs', 'pack:runner'], packing)).stdout;
    const file = /^.*ratebook-runner-.*\.tgz$/m.exec(printed)?.[0] ?? '';
    // Packages that this machine has fetched before need not be fetched again; a proxy is in the person's settings.
    const settings = {
      npm_config_cache: await npmSetting('cache'),
      npm_config_userconfig: await npmSetting('userconfig'),
    };
    await runFile('npm', ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', file], {
      cwd: scratch.path,
      env: { ...process.env, HOME: home, ...settings },
    });
  });
  afterAll(scratch.remove);

  it('says its version, and shows a policy', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'apps/runner/package.json'), 'utf8')) as { version: string };
    expect(await ratebook('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    const shown = await ratebook('policy', 'show', 'cosine(2e-5, warmup=3%)', '--updates', '5000');
    expect(shown.status, shown.stderr).toBe(0);
    expect(shown.stdout).toContain('cosine(2e-5, warmup=3%)');
  });

  it('finds everything that a run needs, but for a registry', async () => {
    const { status, stdout } = await ratebook('doctor', '--json');
    expect(status).toBe(3);
    const { findings } = answerOf(stdout) as { findings: readonly Finding[] };
    expect(findings.length).toBeGreaterThan(5);
    expect(findings.filter(({ state }) => state === 'broken').map(({ what }) => what)).toEqual(['registry']);
    expect(existsSync(join(home, '.ratebook'))).toBe(true);
  });

  it('brings the Python worker with its pins, and no cache or test of it', () => {
    const worker = join(installed, 'worker');
    for (const file of [
      'src/ratebook_worker/__main__.py',
      'src/ratebook_callback/__init__.py',
      'requirements/base.txt',
    ])
      expect(existsSync(join(worker, file)), file).toBe(true);
    const names = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !name.startsWith('node_modules') || name.startsWith('node_modules/@ratebook'),
    );
    expect(
      names.filter((name) => /\.(pyc|test\.js|d\.ts|map)$|(^|\/)(testing|tests|\..*_cache)(\/|$)/.test(name)),
    ).toEqual([]);
  });

  it('takes every package from npm in one version, and no compiler', () => {
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      dependencies: Readonly<Record<string, string>>;
    };
    for (const [name, version] of Object.entries(dependencies)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    expect(existsSync(join(installed, 'node_modules/typescript'))).toBe(false);
  });

  it('trains, and its submission names the version and the digest that packing printed', async () => {
    const tasks = join(home, '.ratebook/tasks', new URL(environment['RATEBOOK_API_URL'] ?? '').host.replace(':', '_'));
    mkdirSync(tasks, { recursive: true });
    cpSync(join(ROOT, 'content/tasks/digits-mlp.json'), join(tasks, 'digits-mlp@1.json'));
    const words = ['evaluate', 'digits-mlp', 'linear(0.1)', '--seeds', '1', '--budget', '0.25', '--offline', '--json'];
    const { status, stdout, stderr } = await ratebook(...words);
    expect(status, stderr).toBe(0);
    const path = join(home, '.ratebook/outbox', `${String(answerOf(stdout)['submission'])}.json`);
    const { text } = JSON.parse(readFileSync(path, 'utf8')) as { text: string };
    const { runner } = JSON.parse(text) as { runner: { version: string; packageDigest: string } };
    expect(runner.packageDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(printed).toContain(`package digest ${runner.packageDigest}`);
    expect(runner.version).toBe((await ratebook('--version')).stdout.trim());
  });
});

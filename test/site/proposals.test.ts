import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../kit/browser.js';
import { registryEnvironment, ROOT, type RunningRegistry, startRegistry } from '../kit/registry.js';
import { Runner } from '../kit/runner.js';
import { scratchFolder } from '../kit/scratch.js';

const run = promisify(execFile);
const PHONE = { width: 390, height: 844 };

/** A proposal from a file to an open task, by the commands of proposer and operator, as the site's readers see it. */
describe('a proposal on the site', () => {
  const scratch = scratchFolder('proposals');
  const path = join(scratch.path, 'my-digits.json');
  let registry: RunningRegistry;
  let browser: Browser;
  let runner: Runner;

  beforeAll(async () => {
    registry = await startRegistry(await registryEnvironment(join(scratch.path, 'data')));
    browser = await launchBrowser();
    runner = new Runner(join(scratch.path, 'home'), registry.apiUrl);
    await runner.run('login', 'ada');
    await runner.json('task', 'new', path, '--from', 'digits-mlp');
  });

  afterAll(async () => {
    await Promise.allSettled([browser.close(), registry.stop()]);
    scratch.remove();
  });

  const textOf = async (address: string): Promise<string> => {
    const page = await browser.newPage({ viewport: PHONE });
    try {
      await page.goto(`${registry.siteUrl}${address}`);
      // Nothing sticks out of a phone.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
      return await page.innerText('main');
    } finally {
      await page.close();
    }
  };

  /** A command of whoever runs the registry, beside it. */
  const operator = async (...words: readonly string[]) =>
    (await run(process.execPath, [join(ROOT, 'apps/api/dist/registry.js'), ...words], { env: registry.environment }))
      .stdout;

  it('waits among the proposed ones, with who proposed it and what happens next', async () => {
    expect(await textOf('/tasks?state=proposed')).toContain('No proposal waits');
    await runner.json('task', 'propose', path);
    const list = await textOf('/tasks?state=proposed');
    expect(list).toContain('my-digits@1');
    expect(list).toContain('proposed by ada');
    expect(await textOf('/tasks')).not.toContain('my-digits');
    const page = await textOf('/tasks/my-digits@1');
    expect(page).toContain('it takes no runs until a steward opens it');
    expect(page).toContain('What happens next');
    expect(page).not.toContain('ratebook evaluate');
    expect(await textOf('/models/digits-mlp')).not.toContain('my-digits');
  });

  it('that is declined says why', async () => {
    expect(await operator('task', 'list')).toMatch(/^my-digits@1 {2}proposed .* by ada/m);
    expect(await operator('task', 'retire', 'my-digits@1', '--reason', 'Say what is new.')).toContain('is declined');
    const page = await textOf('/tasks/my-digits@1');
    expect(page).toContain('a steward decided not to open it');
    expect(page).toContain('Say what is new.');
    expect(await textOf('/tasks?state=declined')).toContain('my-digits@1');
  });

  it('that is opened takes runs, and its page says so', async () => {
    writeFileSync(path, readFileSync(path, 'utf8').replace('"taskVersion": 1', '"taskVersion": 2'));
    await runner.json('task', 'propose', path);
    expect(await operator('task', 'open', 'my-digits')).toContain('my-digits@2 is open');
    expect(await textOf('/tasks')).toContain('my-digits@2');
    const page = await textOf('/tasks/my-digits@2');
    expect(page).toMatch(/proposed by ada.*opened by the registry/su);
    expect(page).toContain('ratebook evaluate my-digits@2');
    expect(await textOf('/models/digits-mlp')).toContain('my-digits@2');
    await operator('task', 'retire', 'my-digits@2');
    expect(await textOf('/tasks/my-digits@2')).not.toContain('ratebook evaluate my-digits@2');
    expect(await textOf('/tasks?state=retired')).toContain('my-digits@2');
  });
});

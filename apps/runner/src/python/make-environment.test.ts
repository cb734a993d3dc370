import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isMadeFor, makeEnvironment, readStamp } from './make-environment.js';
import { BASE_REQUIREMENTS, requirementsDigest, TEXT_REQUIREMENTS } from './requirements.js';
import { NEEDS_PYTHON, pythonForTests } from './testing.js';

const python = pythonForTests();
const PLAIN = { withText: false, torchIndex: null };
const stampOf = (digest: string) => ({ version: 1 as const, digest, ...PLAIN });

describe('the environment that setup makes', () => {
  it('is made anew where the pins, or where torch comes from, have changed', () => {
    const stamp = stampOf(requirementsDigest(BASE_REQUIREMENTS));
    expect(isMadeFor(stamp, PLAIN)).toBe(true);
    expect(isMadeFor(stamp, { ...PLAIN, withText: true })).toBe(false);
    expect(isMadeFor(stamp, { ...PLAIN, torchIndex: 'https://packages.example/cpu' })).toBe(false);
    expect(isMadeFor(stampOf('0'.repeat(64)), PLAIN)).toBe(false);
    expect(requirementsDigest(TEXT_REQUIREMENTS)).not.toBe(requirementsDigest(BASE_REQUIREMENTS));
  });
});

describe.skipIf(python === null)(`an environment that cannot be made (${NEEDS_PYTHON})`, () => {
  let home = '';
  const steps: string[] = [];
  const fails = (signal = new AbortController().signal) =>
    makeEnvironment({ path: python ?? '', version: '3' }, PLAIN, {
      home,
      // A pip that is told of no place has nothing to install.
      variables: { ...process.env, PIP_CONFIG_FILE: '/dev/null', PIP_FIND_LINKS: '', PIP_NO_INDEX: '1' },
      signal,
      onStep: (step) => steps.push(step),
      onLine: () => undefined,
    }).then(
      () => new Error('It was made.'),
      (error: unknown) => error as Error,
    );
  const stampText = JSON.stringify(stampOf('1'.repeat(64)));

  beforeEach(async () => {
    steps.length = 0;
    home = await mkdtemp(join(tmpdir(), 'ratebook-setup-'));
    await mkdir(join(home, 'venv'));
    await writeFile(join(home, 'venv', 'ratebook.json'), stampText);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('leaves the one that is there as it was, says what pip said, and is gone on with', async () => {
    const failure = await fails();
    expect(failure).toMatchObject({ codes: ['setup.failed'] });
    expect(failure.message).toMatch(/pip could not install base\.txt:\n(.*\n)+.*torch==2/);
    expect(failure.message).toContain('The environment that was there works as before.');
    expect(await readFile(join(home, 'venv', 'ratebook.json'), 'utf8')).toBe(stampText);
    expect(steps).toEqual([
      expect.stringMatching(/^Making an environment/),
      expect.stringMatching(/^Installing torch/),
    ]);
    await fails();
    expect(steps.slice(2)).toEqual([expect.stringMatching(/^Installing torch/)]);
  });

  it('puts back the one whose place a killed setup had just cleared', async () => {
    await rename(join(home, 'venv'), join(home, 'venv.old'));
    await fails();
    expect(await readStamp(home)).toEqual(stampOf('1'.repeat(64)));
  });

  it('ends as interrupted where the person stops it', async () => {
    expect(await fails(AbortSignal.timeout(300))).toMatchObject({ codes: ['interrupted'] });
  });
});

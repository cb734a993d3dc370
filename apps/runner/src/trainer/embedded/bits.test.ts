import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openTask } from './testing/open-task.js';

const script = fileURLToPath(new URL('./testing/print-training-digest.ts', import.meta.url));
const runnerFolder = fileURLToPath(new URL('../../../', import.meta.url));

async function trainingDigest(engineFlags: readonly string[], job: unknown): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...engineFlags, '--import', 'tsx', script, JSON.stringify(job)],
    { cwd: runnerFolder },
  );
  return stdout;
}

/**
 * Replays and resumed runs rest on this. A change of these digests (another version of the engine, another order of a
 * sum) means that runs that are already stored can no longer be replayed: then the task needs a new version.
 */
describe.each([
  ['digits-mlp', 0.05, 'd2c952ecabf6c897804e99e5586871561eea7f76de9b55e46c781a89ccfc8def'],
  ['wordnet-glosses', 0.01, 'e09a78e0552f7416c3494f6dfcd28a7b2f5b59bdf87cbbee9abe21283c787236'],
] as const)('the bits of a %s training', (slug, learningRate, expected) => {
  const task = openTask(slug);
  const job = { task, recipe: task.recipe, learningRate };

  it.each([
    ['as the engine comes', []],
    ['with the baseline compiler alone', ['--liftoff-only']],
    ['with the optimising compiler alone', ['--no-liftoff']],
    ['with narrower vector instructions', ['--no-enable-avx', '--no-enable-avx2']],
  ])('are the same %s', async (_, flags) => {
    expect(await trainingDigest(flags, job)).toBe(expected);
  });
});

// `npm run -s ratebook|registry|bench -- …`: the built command lines, built first where they are not there yet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pythonForTests } from './python.mjs';
import { install, ROOT, setUp } from './setup.mjs';
import { run } from './terminal.mjs';

async function runBuilt(entry, words) {
  const path = join(ROOT, entry);
  if (!existsSync(path)) await setUp();
  // npm changes to the root; a person's own relative paths are meant from where they typed.
  return run(process.execPath, [path, ...words], { cwd: process.env.INIT_CWD ?? process.cwd() });
}

export function ratebook(words) {
  return runBuilt('apps/runner/dist/main.js', words);
}

export function registry(words) {
  return runBuilt('apps/api/dist/registry.js', words);
}

/** Makes the runs that a fresh registry starts with anew; an hour and more of training. */
export async function firstRuns() {
  await setUp();
  return run(process.execPath, ['--conditions=source', '--import', 'tsx', 'scripts/first-runs/make.ts'], { cwd: ROOT });
}

/** Has the real libraries load every exported policy; makes their Python environments first where they are missing. */
export async function conformance(words) {
  await install();
  const all = ['--conditions=source', '--import', 'tsx', 'test/conformance/conformance.ts', ...words];
  return run(process.execPath, all, { cwd: ROOT });
}

/** Prints how often a trace of a random policy is fitted by an equivalent one that is no longer. */
export async function fitRate(words) {
  await install();
  const all = ['--conditions=source', '--import', 'tsx', 'test/fit/fit-rate.ts', ...words];
  return run(process.execPath, all, { cwd: ROOT });
}

/**
 * Trains what is missing of the grids that the bench of tuning replays; all of them take hours. A scene is trained anew where
 * its files are removed, those in bench/tuning/recorded and those in .data/landscapes.
 */
export async function recordLandscapes(words) {
  await setUp();
  // With models and data of the text tasks.
  const python = await pythonForTests({ isFull: true });
  return run(process.execPath, ['--conditions=source', '--import', 'tsx', 'tuning/recording/record.ts', ...words], {
    cwd: join(ROOT, 'bench'),
    env: { ...process.env, ...(python === null ? {} : { RATEBOOK_TEST_PYTHON: python }) },
  });
}

export async function bench(words) {
  // With --json, standard output holds the figures alone.
  if (words.includes('--json')) process.stdout.write = process.stderr.write.bind(process.stderr);
  await setUp();
  // The replays of tuning train nothing.
  const python = words.includes('--tuning') ? null : await pythonForTests({ isFull: false });
  return run(process.execPath, ['--conditions=source', '--import', 'tsx', 'bench.ts', ...words], {
    cwd: join(ROOT, 'bench'),
    env: { ...process.env, ...(python === null ? {} : { RATEBOOK_TEST_PYTHON: python }) },
  });
}

// The pinned Python environment that the worker is tested in, made where this machine has a Python to make it with.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT } from './setup.mjs';
import { runQuietly, say, seconds, StepFailed } from './terminal.mjs';

export const WORKER = join(ROOT, 'apps/runner/worker');

const FOLDER = join(ROOT, '.data/python-tests');
const BIN = process.platform === 'win32' ? join(FOLDER, 'Scripts/python.exe') : join(FOLDER, 'bin/python');
const OLDEST_MINOR = 11;
const CANDIDATES = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];

// PyPI's torch for Linux is a CUDA build of gigabytes; tests run on the CPU. Alone in its line and without retries: pip asks
// that page for every package, and where it is out of reach takes what it finds elsewhere.
const CPU_BUILDS = ['--no-deps', '--retries', '0', '--find-links', 'https://download.pytorch.org/whl/cpu/torch/'];

/** What pip is given, line by line: torch, the worker's text tasks and tools; for the full tests models, data and Ray too. */
const INSTALLS = [
  ...(process.platform === 'linux' ? [{ files: ['base'], words: CPU_BUILDS }] : []),
  { files: ['base', 'text', 'dev'], words: [] },
];
const FULL_INSTALLS = [
  ...INSTALLS,
  { files: ['qlora', 'samples', 'ray'], words: [] },
  // They name torch without a version, and would bring another build.
  { files: ['samples-alone'], words: ['--no-deps'] },
];

const pathOf = (file) => join(WORKER, 'requirements', `${file}.txt`);

function stampOf(installs) {
  const digest = createHash('sha256');
  for (const { files } of installs) for (const file of files) digest.update(readFileSync(pathOf(file)));
  return digest.digest('hex');
}

async function findPython() {
  for (const name of CANDIDATES) {
    const words = ['-c', `import sys, venv, ensurepip; sys.exit(sys.version_info < (3, ${OLDEST_MINOR}))`];
    const { status } = await runQuietly(name, words).catch(() => ({ status: 1 }));
    if (status === 0) return name;
  }
  return null;
}

async function pip(words) {
  const { status, output } = await runQuietly(BIN, ['-m', 'pip', 'install', '--quiet', ...words]);
  if (status !== 0) throw new StepFailed(`failed.\n${output.split('\n').slice(-20).join('\n')}`);
}

/**
 * The Python to test with: RATEBOOK_PYTHON as it is, else an environment of our own, made once for each set of pins. Null
 * where this machine has no Python from 3.11 on that can make one.
 */
export async function pythonForTests({ isFull }) {
  if (process.env.RATEBOOK_PYTHON) return process.env.RATEBOOK_PYTHON;
  const installs = isFull ? FULL_INSTALLS : INSTALLS;
  const [stamp, stampPath] = [stampOf(installs), join(FOLDER, isFull ? 'full.stamp' : 'short.stamp')];
  const isThere = existsSync(BIN) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp;
  if (isThere) return BIN;
  const base = await findPython();
  if (base === null) return null;
  const began = Date.now();
  process.stdout.write('Making the Python environment of the tests … ');
  if (!existsSync(BIN)) {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    const { status, output } = await runQuietly(base, ['-m', 'venv', FOLDER]);
    if (status !== 0) throw new StepFailed(`failed.\n${output}`);
  }
  for (const { files, words } of installs) await pip([...words, ...files.flatMap((file) => ['-r', pathOf(file)])]);
  writeFileSync(stampPath, stamp);
  say(seconds(began));
  return BIN;
}

const CHECKS = [
  { title: 'python format', words: ['-m', 'ruff', 'format', '--check', '--quiet', '.'] },
  { title: 'python lint', words: ['-m', 'ruff', 'check', '--quiet', '.'] },
  { title: 'python types', words: ['-m', 'mypy'] },
];

/** Format, lint and types of the worker; stops at the first red. */
export async function checkWorker(python) {
  for (const { title, words } of CHECKS) {
    const began = Date.now();
    process.stdout.write(`${title} … `);
    const { status, output } = await runQuietly(python, words, { cwd: WORKER });
    if (status !== 0) throw new StepFailed(`red.\n${output}\n${title} failed.`);
    say(seconds(began));
  }
}

/** Runs the worker's own tests, the long ones too where `isFull`. Gives how many passed and failed. */
export async function testWorker(python, { isFull }) {
  const began = Date.now();
  process.stdout.write('python tests … ');
  const words = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...(isFull ? ['-m', 'full or not full'] : [])];
  const { status, output } = await runQuietly(python, words, {
    cwd: WORKER,
    env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0);
  const [passed, failed] = [count('passed'), count('failed') + count('errors?')];
  say(status === 0 ? seconds(began) : `red.\n${output}`);
  return { passed, failed: status === 0 || failed > 0 ? failed : 1 };
}

/** How many tests of the worker are not run where there is no Python. */
export function countWorkerTests() {
  const files = readdirSync(join(WORKER, 'tests'), { recursive: true }).filter((name) => name.endsWith('.py'));
  const texts = files.map((name) => readFileSync(join(WORKER, 'tests', name), 'utf8'));
  return texts.reduce((sum, text) => sum + (text.match(/^\s*def test_/gm) ?? []).length, 0);
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ConformanceFailed } from './failure.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '..', '..');
const IS_WINDOWS = process.platform === 'win32';

/** A Python environment: its name below the data folder, and what is installed into it, file by file. */
export interface EnvironmentPlan {
  readonly name: string;
  readonly requirements: readonly { readonly file: string; readonly withoutDependencies?: true }[];
}

/** Transformers 4 and 5 cannot share an environment; everything else lives beside 5. */
export const ENVIRONMENTS = {
  libraries: {
    name: 'libraries',
    requirements: [{ file: 'requirements.txt' }, { file: 'requirements-timm.txt', withoutDependencies: true }],
  },
  transformers4: { name: 'transformers-4', requirements: [{ file: 'requirements-transformers-4.txt' }] },
} as const satisfies Record<string, EnvironmentPlan>;

/** What the libraries were tried on: older ones miss wheels of these releases, newer ones were not looked at. */
const PYTHON_MINORS = [11, 12];

/** Where environments and answers are kept. */
export function dataDirectory(): string {
  return process.env['RATEBOOK_DATA_DIR'] ?? join(ROOT, '.data');
}

/**
 * The path of the environment's Python. Made where it is missing or its requirements changed, which takes minutes and
 * about two gigabytes; `say` is told. Throws ConformanceFailed where there is no fitting Python or pip fails.
 */
export async function pythonOf(plan: EnvironmentPlan, say: (line: string) => void): Promise<string> {
  const directory = join(dataDirectory(), 'conformance', plan.name);
  const python = join(directory, ...(IS_WINDOWS ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  const stampPath = join(directory, 'made-from.sha256');
  const stamp = stampOf(plan);
  if (existsSync(python) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return python;

  const base = await findBasePython();
  say(`Making the Python environment ${directory} (${base}, minutes, up to 2.5 GB)`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await runOrFail(base, ['-m', 'venv', directory]);
  for (const { file, withoutDependencies } of normalised(plan)) {
    say(`  pip install ${withoutDependencies ? '--no-deps ' : ''}-r ${file}`);
    const words = ['-m', 'pip', 'install', '--quiet', ...(withoutDependencies ? ['--no-deps'] : [])];
    await runOrFail(python, [...words, '-r', join(HERE, file)]);
  }
  writeFileSync(stampPath, stamp);
  return python;
}

function normalised(plan: EnvironmentPlan) {
  return plan.requirements.map(({ file, withoutDependencies }) => ({
    file,
    withoutDependencies: withoutDependencies === true,
  }));
}

/** What an environment is made from: other requirements make another one. */
export function stampOf(plan: EnvironmentPlan): string {
  const digest = createHash('sha256');
  for (const { file, withoutDependencies } of normalised(plan)) {
    digest.update(`${file}\0${String(withoutDependencies)}\0${readFileSync(join(HERE, file), 'utf8')}\0`);
  }
  return digest.digest('hex');
}

async function findBasePython(): Promise<string> {
  const names = [...PYTHON_MINORS.map((minor) => `python3.${String(minor)}`), 'python3', 'python'];
  for (const name of names) {
    const found = await outputOf(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    if (found.status === 0 && PYTHON_MINORS.some((minor) => found.output.trim() === `3.${String(minor)}`)) return name;
  }
  const wanted = PYTHON_MINORS.map((minor) => `3.${String(minor)}`).join(' or ');
  throw new ConformanceFailed(`Python ${wanted} is needed, as one of ${names.join(', ')}; none was found.`);
}

async function runOrFail(program: string, words: readonly string[]): Promise<void> {
  const { status, output } = await outputOf(program, words);
  if (status === 0) return;
  throw new ConformanceFailed(`${program} ${words.join(' ')} ended with ${String(status)}.\n${output.slice(-4000)}`);
}

function outputOf(program: string, words: readonly string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => {
      resolve({ status: -1, output: error.message });
    });
    child.on('exit', (code) => {
      resolve({ status: code ?? -1, output });
    });
  });
}

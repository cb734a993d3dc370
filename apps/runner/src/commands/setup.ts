import { join, resolve } from 'node:path';
import { dataFolder } from '../executor/trainer-of-task.js';
import { CommandFailure, UsageError } from '../failure.js';
import { makeFolder } from '../files/folder.js';
import { lockFolder } from '../job/lock.js';
import { findBasePython } from '../python/base-python.js';
import { fetchDataPackages } from '../python/data-packages.js';
import { findPython, forgetSavedPython, ownEnvironment, pythonIn, savePython } from '../python/find-python.js';
import { inspectMachine, type Machine, torchFault } from '../python/machine.js';
import { isMadeFor, makeEnvironment, type Making, readStamp } from '../python/make-environment.js';
import { pinnedVersion } from '../python/requirements.js';
import type { CommandContext } from './context.js';

export interface SetupOptions {
  /** A Python of the person's own, to be remembered; null: make an environment. */
  readonly python: string | null;
  /** Also what text tasks need. */
  readonly text: boolean;
  /** Where torch comes from, where that is not PyPI. */
  readonly torchIndex: string | null;
}

/** `ratebook setup`: the Python that trains PyTorch tasks, made here or taken from the person. */
export async function setupCommand(context: CommandContext, options: SetupOptions): Promise<void> {
  if (options.python !== null) {
    if (options.text || options.torchIndex !== null)
      throw new UsageError(
        '--text and --torch-index install into the environment that setup makes; with --python yours stays as it is.',
      );
    await takePython(context, options.python);
    return;
  }
  const { home } = context.environment;
  const release = await lockSetup(home);
  try {
    await makeOrKeep(context, options);
  } finally {
    await release();
  }
}

async function lockSetup(home: string): Promise<() => Promise<void>> {
  const folder = join(home, 'setup');
  await makeFolder(folder);
  return lockFolder(folder).catch((error: unknown) => {
    if (!(error instanceof CommandFailure) || !error.codes.includes('job.locked')) throw error;
    throw new CommandFailure('Another ratebook setup is at work. Wait for it.', 1, ['setup.locked']);
  });
}

/** Looks at a Python of the person's own and remembers it; nothing is installed into it. */
async function takePython({ environment, output, signal }: CommandContext, path: string): Promise<void> {
  // A bare name stands for what the path finds; anything else for a file.
  const python = /[/\\]/.test(path) ? resolve(path) : path;
  const machine = await inspectMachine(python, environment.variables, signal);
  const fault = torchFault(machine);
  if (fault !== null) throw new CommandFailure(`${path} was not taken. ${fault}`, 1, ['unsupported']);
  await savePython(environment.home, machine.executable);
  output.paragraph(`PyTorch tasks are trained by ${machine.executable} from now on.`);
  if (!isPinned(machine))
    output.paragraph(
      `It has torch ${machine.torch?.version ?? ''}; tried is ${pinnedVersion('torch')}. Runs say which one they used.`,
    );
  describe({ environment, output }, machine);
}

const isPinned = ({ torch }: Machine) => torch?.version.split('+')[0] === pinnedVersion('torch');

async function makeOrKeep(context: CommandContext, options: SetupOptions): Promise<void> {
  const { environment, output, signal } = context;
  const { home, variables } = environment;
  const held = await readStamp(home);
  const making: Making = {
    home,
    variables,
    signal,
    onStep: (text) => {
      output.paragraph(text, '  ');
      output.event({ event: 'step', text });
    },
    onLine: (text) => output.live(text.trim()),
  };
  // What was asked for once is kept when the pins change.
  const wanted = {
    withText: options.text || held?.withText === true,
    torchIndex: options.torchIndex ?? held?.torchIndex ?? null,
  };
  const python = pythonIn(ownEnvironment(home));
  const works = held !== null && isMadeFor(held, wanted) ? await machineThatWorks(context, python) : null;
  let machine = works;
  if (machine === null) {
    const base = await findBasePython(variables);
    if ('advice' in base) throw new CommandFailure(base.advice, 1, ['python.missing']);
    machine = await makeEnvironment(base, wanted, making);
  }
  output.clearLive();
  await forgetSavedPython(home);
  if (wanted.withText) await fetchDataPackages(dataFolder(home), python, making);
  output.clearLive();
  output.paragraph(
    works === null ? `PyTorch tasks are trained by ${python} from now on.` : 'The environment is there already.',
  );
  describe(context, machine);
  const counts = await findPython(environment);
  if (counts?.from === 'RATEBOOK_PYTHON')
    output.warn(`RATEBOOK_PYTHON is set: ${counts.path} trains, and not this environment. Unset it to use this one.`);
}

async function machineThatWorks({ environment, signal }: CommandContext, python: string): Promise<Machine | null> {
  try {
    const machine = await inspectMachine(python, environment.variables, signal);
    return torchFault(machine) === null ? machine : null;
  } catch (error) {
    // Its base was removed, or a file of it: it is made anew.
    if (error instanceof CommandFailure && error.codes.includes('python.broken')) return null;
    throw error;
  }
}

function describe({ output }: Pick<CommandContext, 'environment' | 'output'>, machine: Machine): void {
  const { python, torch } = machine;
  const devices = torch?.devices.map(({ device, name }) => `${device} ${name}`) ?? [];
  output.paragraph(
    `Python ${python}, torch ${torch?.version ?? ''}; it trains on ${['cpu', ...devices].join(', ')}. All of it: ratebook doctor`,
  );
  output.result({ machine });
}

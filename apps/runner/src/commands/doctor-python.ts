import { join } from 'node:path';
import type { Environment } from '../environment.js';
import { dataFolder } from '../executor/trainer-of-task.js';
import { CommandFailure } from '../failure.js';
import { namesIn } from '../files/folder.js';
import { DATA_PACKAGES } from '../python/data-packages.js';
import { findPython } from '../python/find-python.js';
import { inspectMachine, isOldPython, type Machine, torchFault } from '../python/machine.js';
import { pinnedVersion } from '../python/requirements.js';
import { type Examine, gibibytes, Missing } from './finding.js';

/** What text tasks need beside torch; the last of them for quantised weights alone. */
const TEXT_PACKAGES = ['transformers', 'peft', 'datasets', 'bitsandbytes'];

/** Looks at everything that trains PyTorch tasks. Without Python the runner is well: it trains the embedded tasks. */
export async function lookAtPython(environment: Environment, signal: AbortSignal, examine: Examine): Promise<void> {
  const seen: { machine: Machine | null } = { machine: null };
  await examine('Python', async () => {
    const found = await findPython(environment);
    if (found === null) throw new Missing('none set up: PyTorch tasks need one. ratebook setup makes it');
    const machine = await inspectMachine(found.path, environment.variables, signal);
    if (isOldPython(machine.python)) throw new CommandFailure(torchFault(machine) ?? '', 1, ['python.broken']);
    seen.machine = machine;
    return `${machine.python}, ${found.path} (by ${found.from})`;
  });
  const { machine } = seen;
  if (machine === null) return;
  const hasTorch = await examine('torch', () => {
    const fault = torchFault(machine);
    if (fault !== null || machine.torch === null) throw new CommandFailure(fault ?? '', 1, ['torch.missing']);
    const { version, build } = machine.torch;
    const pin = pinnedVersion('torch');
    const other = version.split('+')[0] === pin ? '' : `; tried is ${pin}`;
    return `${version}, built for ${build === 'cpu' ? 'the CPU alone' : build}${other}`;
  });
  if (!hasTorch) return;
  await examine('devices', () => devicesOf(machine));
  await examine('text', () => textPackages(machine));
  await examine('samples', async () => samplesIn(dataFolder(environment.home)));
}

function devicesOf({ torch }: Machine): string {
  const devices = torch?.devices ?? [];
  if (devices.length === 0) {
    const why =
      torch?.build === 'cpu'
        ? 'this build of torch knows no GPU. Where there is one: ratebook setup --torch-index URL, with the index that pytorch.org names for it'
        : 'torch sees no GPU. Where there is one, look at its driver (nvidia-smi, rocm-smi)';
    throw new Missing(`cpu alone: ${why}`);
  }
  const driver = torch?.driver ?? null;
  return [
    'cpu',
    ...devices.map(
      ({ device, name, memoryBytes }) =>
        `${device} ${name}${memoryBytes === null ? '' : ` with ${gibibytes(memoryBytes)}`}`,
    ),
    ...(driver === null ? [] : [`driver ${driver}`]),
  ].join(', ');
}

function textPackages({ packages }: Machine): string {
  const missing = TEXT_PACKAGES.filter((name) => packages[name] === undefined);
  if (missing.length > 0)
    throw new Missing(`without ${missing.join(', ')}: text tasks need them. ratebook setup --text installs them`);
  return TEXT_PACKAGES.map((name) => `${name} ${packages[name] ?? ''}`).join(', ');
}

async function samplesIn(folder: string): Promise<string> {
  const missing: string[] = [];
  for (const { name } of DATA_PACKAGES) if ((await namesIn(join(folder, name))).length === 0) missing.push(name);
  if (missing.length > 0)
    throw new Missing(`without ${missing.join(', ')}: some text tasks read them. ratebook setup --text fetches them`);
  return `${DATA_PACKAGES.map(({ name }) => name).join(', ')} in ${folder}`;
}

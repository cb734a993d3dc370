import type { Task, TORCH_NETS } from '@ratebook/core/task';
import { z } from 'zod';
import { CommandFailure, Interrupted } from '../failure.js';
import { findJson } from '../files/folder.js';
import { pinnedVersion } from './requirements.js';
import { runProgram } from './run-program.js';
import { workerVariables } from './worker-environment.js';

const DeviceSchema = z.strictObject({
  /** As `--device` takes it: `cuda:0`, `mps`. */
  device: z.string(),
  name: z.string(),
  memoryBytes: z.int().positive().nullable(),
});

/** What `python -m ratebook_worker.machine` says. */
const MachineSchema = z.strictObject({
  python: z.string().regex(/^\d+\.\d+/),
  executable: z.string(),
  /** Versions of the packages that trainings use, where they are installed. */
  packages: z.record(z.string(), z.string()),
  torch: z
    .strictObject({
      version: z.string(),
      /** `cpu`, `CUDA 13.0`, `ROCm 6.4`. */
      build: z.string(),
      /** The GPU driver's version, where it can be asked. */
      driver: z.string().nullable(),
      devices: z.array(DeviceSchema),
    })
    .nullable(),
  /** Why torch, though installed, cannot be loaded. */
  torchProblem: z.string().nullable(),
});
export type Machine = z.infer<typeof MachineSchema>;

/** numpy's pin asks for it. */
export const OLDEST_PYTHON_MINOR = 11;
/** The first torch whose GradScaler takes a device; what is older than the pin is not tried by us. */
const OLDEST_TORCH = [2, 4] as const;

export function isOldPython(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 3 || (major === 3 && minor < OLDEST_PYTHON_MINOR);
}

/** Asks a Python what it can train with. Throws a `CommandFailure` (`python.broken`) where it cannot be asked. */
export async function inspectMachine(
  python: string,
  variables: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<Machine> {
  const ended = await runProgram(python, ['-m', 'ratebook_worker.machine'], {
    variables: workerVariables(variables),
    signal,
  });
  // Loading torch takes seconds: a Ctrl-C in them says nothing of this Python.
  if (signal.aborted) throw new Interrupted();
  const said = MachineSchema.safeParse(findJson(ended.output.trim().split('\n').at(-1) ?? ''));
  if (said.success) return said.data;
  const why = ended.lastLines.slice(-3).join('\n') || `it ended with ${String(ended.code)} and said nothing`;
  throw new CommandFailure(
    `${python} cannot be used: ${why}\nratebook setup makes an environment; ratebook setup --python PATH takes one of yours.`,
    1,
    ['python.broken'],
  );
}

/** What keeps any torch task from training there, as a sentence with what to do; null where nothing does. */
export function torchFault({ python, torch, torchProblem }: Machine): string | null {
  if (isOldPython(python))
    return `Python ${python} is too old: expected 3.${String(OLDEST_PYTHON_MINOR)} or newer. Take another with ratebook setup --python PATH.`;
  if (torchProblem !== null)
    return `PyTorch cannot be loaded: ${torchProblem}. ratebook setup makes an environment anew.`;
  const pin = pinnedVersion('torch');
  if (torch === null)
    return `PyTorch is not installed there. ratebook setup makes an environment with torch ${pin}; in one of your own: python -m pip install torch==${pin}`;
  const [major = 0, minor = 0] = torch.version.split('.').map(Number);
  if (major < OLDEST_TORCH[0] || (major === OLDEST_TORCH[0] && minor < OLDEST_TORCH[1]))
    return `torch ${torch.version} is too old: expected ${OLDEST_TORCH.join('.')} or newer, best ${pin}. ratebook setup makes an environment of its own.`;
  return null;
}

/** The packages that a task needs beside torch. */
function packagesFor({ trainer, recipe }: Pick<Task, 'trainer' | 'recipe'>): readonly string[] {
  if (trainer.name !== 'torch') return [];
  const textNets: readonly (typeof TORCH_NETS)[number][] = ['text-classifier', 'causal-lm'];
  if (!textNets.includes(trainer.net)) return [];
  const { method, quantization } = recipe.adaptation;
  return [
    'transformers',
    ...(method === 'none' || method === 'full' ? [] : ['peft']),
    ...(quantization === null ? [] : ['bitsandbytes']),
    ...(trainer.data.source === 'hub' ? ['datasets'] : []),
  ];
}

/** What keeps this task from training on this device there, with what to do; null where nothing does. */
export function taskFault(machine: Machine, task: Pick<Task, 'slug' | 'trainer' | 'recipe'>, device: string) {
  const fault = torchFault(machine);
  if (fault !== null) return fault;
  const missing = packagesFor(task).filter((name) => machine.packages[name] === undefined);
  if (missing.length > 0)
    return `${task.slug} needs the Python ${missing.length === 1 ? 'package' : 'packages'} ${missing.join(', ')}. ratebook setup --text installs what text tasks need.`;
  return deviceFault(machine, device);
}

function deviceFault({ torch }: Machine, device: string): string | null {
  if (device === 'auto' || device === 'cpu' || torch === null) return null;
  const has = torch.devices.map((one) => one.device);
  const asked = device === 'cuda' ? 'cuda:0' : device;
  if (has.includes(asked)) return null;
  const sees = has.length === 0 ? 'no GPU' : has.join(', ');
  const build = torch.build === 'cpu' ? ' This is a CPU build of torch: it sees none.' : '';
  return `--device ${device}: torch ${torch.version} (${torch.build}) sees ${sees}.${build} ratebook doctor says more; --device auto takes what is there.`;
}

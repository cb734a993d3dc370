import { z } from 'zod';
import { findJson } from '../files/folder.js';
import { isOldPython, OLDEST_PYTHON_MINOR } from './machine.js';
import { runProgram } from './run-program.js';
import { installerVariables } from './worker-environment.js';

const SaidSchema = z.strictObject({ version: z.string(), hasVenv: z.boolean() });

/** A Python of the system that an environment can be made from. */
export interface BasePython {
  readonly path: string;
  readonly version: string;
}

/** Why there is none, as what to do about it. */
export interface NoPython {
  readonly advice: string;
}

const NAMES =
  process.platform === 'win32'
    ? ['py', 'python', 'python3']
    : ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];

const ASK = `
import importlib.util as util, json, platform
has = all(util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps({"version": platform.python_version(), "hasVenv": has}))
`;

/** The first Python on the path that is new enough and can make an environment. */
export async function findBasePython(
  variables: Readonly<Record<string, string | undefined>>,
  names: readonly string[] = NAMES,
): Promise<BasePython | NoPython> {
  const seen: string[] = [];
  for (const path of names) {
    const ended = await runProgram(path, ['-c', ASK], { variables: installerVariables(variables) });
    const said = SaidSchema.safeParse(findJson(ended.output));
    if (!said.success) continue;
    const { version, hasVenv } = said.data;
    if (!isOldPython(version) && hasVenv) return { path, version };
    seen.push(`${path} is ${version}${hasVenv ? '' : ' without venv'}`);
  }
  return { advice: adviceOf(seen, process.platform) };
}

/** What to install, for the system's own way of installing. */
export function adviceOf(seen: readonly string[], platform: NodeJS.Platform): string {
  const wanted = `3.${String(OLDEST_PYTHON_MINOR)}`;
  const found =
    seen.length === 0 ? 'There is no Python on the path' : `No Python on the path will do (${seen.join('; ')})`;
  const how =
    platform === 'darwin'
      ? 'With Homebrew: brew install python@3.13; or the installer from python.org.'
      : platform === 'win32'
        ? 'With winget: winget install Python.Python.3.13; or the installer from python.org.'
        : 'On Debian and Ubuntu: sudo apt install python3 python3-venv; on Fedora: sudo dnf install python3.';
  return `${found}; expected ${wanted} or newer, with venv. ${how} Then run ratebook setup again, or ratebook setup --python PATH with one that has PyTorch.`;
}

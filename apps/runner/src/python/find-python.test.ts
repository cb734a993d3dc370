import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adviceOf, findBasePython } from './base-python.js';
import { findPython, forgetSavedPython, pythonIn, savePython } from './find-python.js';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ratebook-python-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('the Python that trains', () => {
  it('is none where nothing was set up', async () => {
    expect(await findPython({ home, python: null })).toBeNull();
  });

  it('is the remembered one before the variable before the environment of setup', async () => {
    await mkdir(join(home, 'venv', 'bin'), { recursive: true });
    expect(await findPython({ home, python: null })).toEqual({
      path: pythonIn(join(home, 'venv')),
      from: 'ratebook setup',
    });
    expect(await findPython({ home, python: '/opt/python' })).toEqual({ path: '/opt/python', from: 'RATEBOOK_PYTHON' });
    await savePython(home, '/own/python');
    expect(await findPython({ home, python: '/opt/python' })).toEqual({ path: '/own/python', from: 'setup --python' });
    await forgetSavedPython(home);
    expect(await findPython({ home, python: '/opt/python' })).toMatchObject({ from: 'RATEBOOK_PYTHON' });
  });

  it('is not guessed where what setup wrote is damaged', async () => {
    await writeFile(join(home, 'python.json'), '{"version": 1');
    await expect(findPython({ home, python: '/opt/python' })).rejects.toThrow(
      /python\.json is not what ratebook setup/,
    );
  });
});

describe('where no Python can make an environment', () => {
  it('says what to install, in the words of the system', () => {
    expect(adviceOf([], 'linux')).toMatch(
      /no Python on the path; expected 3\.11 or newer.*apt install python3-venv|apt/,
    );
    expect(adviceOf([], 'darwin')).toContain('brew install python');
    expect(adviceOf([], 'win32')).toContain('winget install Python');
    expect(adviceOf(['python3 is 3.9.2', 'python is 3.12.1 without venv'], 'linux')).toContain(
      'No Python on the path will do (python3 is 3.9.2; python is 3.12.1 without venv)',
    );
  });

  it('does not take a program of that name that is none', async () => {
    expect(await findBasePython({ PATH: home }, ['python3', process.execPath])).toHaveProperty('advice');
  });
});

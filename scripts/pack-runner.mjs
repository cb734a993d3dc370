// `npm run -s pack:runner`: the runner as one file that npm installs anywhere, core and the Python worker within.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { install, pnpmCommand, ROOT } from './setup.mjs';
import { runQuietly, say, StepFailed } from './terminal.mjs';

const RUNNER = join(ROOT, 'apps/runner');
const CORE = join(ROOT, 'packages/core');
/** Not on npm, so it travels within. */
const CORE_NAME = '@ratebook/core';
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Caches of Python's tools, and what only whoever works on the worker needs. */
const LEFT_OUT = new Set(['__pycache__', '.mypy_cache', '.ruff_cache', '.pytest_cache', 'tests']);

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** Runs a step whose output matters only where it fails. */
async function step(title, program, words, cwd) {
  const options = { cwd, shell: process.platform === 'win32', env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } };
  const { status, output } = await runQuietly(program, words, options);
  if (status !== 0) throw new StepFailed(`${title} failed.\n${output}`);
}

/** Dependencies at the versions that are installed here, which the lockfile pins. */
function exactVersions(folder, names) {
  return Object.fromEntries(
    names.map((name) => [name, readJson(join(folder, 'node_modules', name, 'package.json')).version]),
  );
}

/** Copies the built JavaScript of a package: no leftovers of sources that are gone, and nothing that only tests import. */
function copyBuilt(from, to) {
  for (const name of readdirSync(join(from, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js') || name.split(sep).some((part) => part === 'testing' || part === 'testing.js')) continue;
    if (!existsSync(join(from, 'src', name.replace(/\.js$/, '.ts')))) continue;
    mkdirSync(dirname(join(to, 'dist', name)), { recursive: true });
    cpSync(join(from, 'dist', name), join(to, 'dist', name));
  }
}

/**
 * Core as a package of its own inside the runner's: what it exports is the built code alone. What it depends on is named by
 * the runner: npm takes the dependencies of a bundled package for bundled, too, and would not fetch them.
 */
function stageCore(to) {
  const { name, version, license, type, exports } = readJson(join(CORE, 'package.json'));
  const built = Object.entries(exports).filter(([room]) => !room.endsWith('/testing'));
  copyBuilt(CORE, to);
  writeJson(join(to, 'package.json'), {
    name,
    version,
    license,
    type,
    exports: Object.fromEntries(built.map(([room, { default: path }]) => [room, path])),
  });
}

function stageRunner(to) {
  const { name, version, description, license, type, bin, dependencies } = readJson(join(RUNNER, 'package.json'));
  const core = readJson(join(CORE, 'package.json'));
  const fromNpm = Object.keys(dependencies).filter((one) => one !== CORE_NAME);
  copyBuilt(RUNNER, to);
  for (const folder of ['data', 'tasks', 'worker'])
    cpSync(join(RUNNER, folder), join(to, folder), {
      recursive: true,
      filter: (path) => !path.split(sep).some((part) => LEFT_OUT.has(part) || part.endsWith('.egg-info')),
    });
  // npm packs by ignore files, too: what is wanted was chosen above.
  rmSync(join(to, 'worker/.gitignore'), { force: true });
  for (const file of ['LICENSE', 'NOTICE']) cpSync(join(ROOT, file), join(to, file));
  stageCore(join(to, 'node_modules', CORE_NAME));
  writeJson(join(to, 'package.json'), {
    name,
    version,
    description,
    license,
    type,
    bin,
    engines: readJson(join(ROOT, 'package.json')).engines,
    dependencies: {
      [CORE_NAME]: core.version,
      ...exactVersions(CORE, Object.keys(core.dependencies)),
      ...exactVersions(RUNNER, fromNpm),
    },
    bundledDependencies: [CORE_NAME],
  });
}

/** Builds what is stale and packs it into the folder that the person typed from; says the file and its digest. */
export async function packRunner() {
  const folder = process.env.INIT_CWD ?? process.cwd();
  await install();
  await step('Building', ...pnpmCommand(['exec', 'turbo', 'run', 'build', '--filter=@ratebook/runner']), ROOT);
  const stage = mkdtempSync(join(tmpdir(), 'ratebook-pack-'));
  try {
    stageRunner(stage);
    const { packageDigest, RUNNER_VERSION } = await import(pathToFileURL(join(stage, 'dist/version.js')).href);
    const { name, version } = readJson(join(stage, 'package.json'));
    if (version !== RUNNER_VERSION)
      throw new StepFailed(`apps/runner/package.json is of ${version}, its version.ts of ${RUNNER_VERSION}.`);
    await step('Packing', NPM, ['pack', '--pack-destination', folder], stage);
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
    say(`${join(folder, file)}\npackage digest ${packageDigest()}`);
    say(`Install it on any machine: npm install -g ./${file}`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return 0;
}

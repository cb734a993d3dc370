// `npm run first-runs`: makes the runs that a fresh registry starts with, and writes them and each task's calibration to
// content/. A registry of its own, the real runner, and a key that is thrown away: nobody can sign as `ratebook` later.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { valueOrThrow } from '../../packages/core/src/refusal/index.js';
import { parseTask } from '../../packages/core/src/task/index.js';
import { calibrated, readSubmissions } from './calibrate.js';
import { HANDLE, plans } from './plan.js';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const CONTENT = join(ROOT, 'content');
const EXPORTED = join(CONTENT, 'registry', HANDLE);
/** Beside what is committed, which is given up only for runs that are whole. */
const FRESH = join(CONTENT, `${HANDLE}.new`);
const WAIT_MS = 120_000;

const say = (line: string) => process.stdout.write(`${line}\n`);
const readTask = (path: string) => valueOrThrow(parseTask(JSON.parse(readFileSync(path, 'utf8'))));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}

function run(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${words.join(' ')} ended with ${String(code)}:\n${output}`)),
    );
  });
}

/** A copy of the content without runs and calibrations: what the registry knows before its first run. */
function bareContent(folder: string): void {
  cpSync(CONTENT, folder, { recursive: true, filter: (path) => !path.startsWith(join(CONTENT, 'registry')) });
  for (const { file } of plans) {
    const path = join(folder, 'tasks', file);
    writeFileSync(path, JSON.stringify({ ...readTask(path), calibration: null, targets: null }));
  }
}

/** Asks until the answer is yes; an error of `isSo` ends the waiting. */
async function waitUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Waits for the last `count` submissions, those of one task: `status` lists no more than the latest. Throws where one is rejected. */
async function waitUntilVerified(
  ratebook: (...words: string[]) => Promise<string>,
  slug: string,
  count: number,
): Promise<void> {
  await waitUntil(`every submission of ${slug} is verified`, async () => {
    // A registry that is busy may fail to answer once.
    const answer = await ratebook('status', '--json').catch(() => null);
    if (answer === null) return false;
    const { submissions } = JSON.parse(answer.trim().split('\n').at(-1) ?? '') as {
      submissions: readonly { id: string; state: string; level: number | null }[];
    };
    const rejected = submissions.find(({ state }) => state === 'REJECTED');
    if (rejected) throw new Error(`Submission ${rejected.id} of ${slug} was rejected.`);
    if (submissions.some(({ state }) => state === 'WAITING')) return false;
    const own = submissions.slice(-count);
    return own.length === count && own.every(({ level }) => level === 2);
  });
}

async function measure(ratebook: (...words: string[]) => Promise<string>): Promise<void> {
  say('The Python environment');
  await ratebook('setup', '--text');
  await ratebook('login', HANDLE);
  for (const { slug, rangeTest, policies, baselineSeeds, armSeeds, ruleOfThumb, studies } of plans) {
    const baseline = JSON.stringify(readTask(join(CONTENT, 'tasks', `${slug}.json`)).baseline);
    say(`${slug}: the baseline with ${String(baselineSeeds)} seeds`);
    await ratebook('evaluate', slug, baseline, '--seeds', String(baselineSeeds));
    say(`${slug}: range test`);
    await ratebook('range-test', slug, ...rangeTest);
    say(`${slug}: ${String(policies.length)} arms with ${String(armSeeds)} seeds`);
    await ratebook('evaluate', slug, ...policies, '--seeds', String(armSeeds));
    if (ruleOfThumb !== null) await ratebook('evaluate', slug, ruleOfThumb, '--seeds', String(armSeeds));
    for (const words of studies) {
      say(`${slug}: tune ${words.join(' ')}`);
      await ratebook('tune', slug, ...words);
    }
    await waitUntilVerified(ratebook, slug, 3 + (ruleOfThumb === null ? 0 : 1) + studies.length);
  }
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  if (server.exitCode !== null) return;
  server.kill('SIGTERM');
  await ended;
}

const scratch = mkdtempSync(join(tmpdir(), 'ratebook-first-runs-'));
// As root the database runs as another user, who has to be able to enter.
chmodSync(scratch, 0o755);
const port = await freePort();
const environment = {
  ...process.env,
  RATEBOOK_DATA_DIR: join(scratch, 'data'),
  RATEBOOK_CONTENT_DIR: join(scratch, 'content'),
  RATEBOOK_API_PORT: String(port),
  RATEBOOK_API_URL: `http://127.0.0.1:${String(port)}/graphql`,
  RATEBOOK_HOME: join(scratch, 'home'),
  RATEBOOK_LOG_LEVEL: 'warn',
  DATABASE_URL: '',
};
mkdirSync(environment.RATEBOOK_DATA_DIR, { recursive: true });
bareContent(environment.RATEBOOK_CONTENT_DIR);
const server = spawn(process.execPath, [join(ROOT, 'apps/api/dist/main.js')], { env: environment, stdio: 'inherit' });
try {
  await waitUntil('the registry answers', async () => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/readyz`).catch(() => null);
    return answer?.ok ?? false;
  });
  await measure((...words) => run([join(ROOT, 'apps/runner/dist/main.js'), ...words], environment));
  rmSync(FRESH, { recursive: true, force: true });
  say((await run([join(ROOT, 'apps/api/dist/registry.js'), 'export', HANDLE, FRESH], environment)).trim());
  const submissions = readSubmissions(FRESH);
  const tasks = plans.map(({ file }) => {
    const path = join(CONTENT, 'tasks', file);
    return { file, path, task: calibrated(readTask(path), submissions) };
  });
  rmSync(EXPORTED, { recursive: true, force: true });
  renameSync(FRESH, EXPORTED);
  for (const { file, path, task } of tasks) {
    writeFileSync(path, `${JSON.stringify(task, null, 2)}\n`);
    say(`${file}: ${JSON.stringify({ ...task.calibration, targets: task.targets })}`);
  }
} finally {
  await stop(server);
  rmSync(FRESH, { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
}

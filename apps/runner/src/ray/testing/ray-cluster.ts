import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { pythonForTests } from '../../python/testing.js';

/** In the name of every test that is skipped where no Ray is. */
export const NEEDS_RAY = 'needs Python with Ray';

/**
 * The folder with the commands of a Python that has Ray and torch, or null: RATEBOOK_TEST_RAY names one, else the Python of
 * the tests is looked at.
 */
export function rayForTests(): string | null {
  const python = pythonForTests();
  const folders = [process.env['RATEBOOK_TEST_RAY'] ?? '', python === null ? '' : dirname(python)];
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'ray'))) ?? null;
}

/** Outside what Ray gives its workers, 10002 to 19999. */
const PORTS = { gcs: 28_464, dashboard: 28_465, client: 28_466, agent: 28_467 } as const;
const TOKEN = 'a-token-of-the-tests-in-one-word-0123456789';
const BEGINS_WITHIN_MS = 60_000;

/** A real Ray cluster of one node on this machine, with two processors and a token. */
export class RayCluster {
  readonly address = `http://127.0.0.1:${String(PORTS.dashboard)}`;
  readonly token = TOKEN;
  private readonly folder: string;
  private readonly child: ChildProcess;
  private said = '';

  private constructor(bin: string) {
    // A socket's path has at most 107 characters.
    this.folder = mkdtempSync('/tmp/rb-ray-');
    const words = ['start', '--head', '--block', '--num-cpus=2', '--num-gpus=0', '--dashboard-host=127.0.0.1'];
    words.push(`--port=${String(PORTS.gcs)}`, `--dashboard-port=${String(PORTS.dashboard)}`);
    words.push(`--dashboard-agent-listen-port=${String(PORTS.agent)}`);
    words.push(`--ray-client-server-port=${String(PORTS.client)}`, '--object-store-memory=78643200');
    words.push('--include-log-monitor=false', '--disable-usage-stats', `--temp-dir=${this.folder}`);
    this.child = spawn(join(bin, 'ray'), words, {
      // Without the first it listens on the machine's outer address, whatever it was told.
      env: {
        ...{ RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: '0', RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: TOKEN },
        ...{ HOME: process.env['HOME'] ?? '/tmp', PATH: `${bin}:${process.env['PATH'] ?? ''}` },
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
  }

  static async start(bin: string): Promise<RayCluster> {
    const cluster = new RayCluster(bin);
    const until = Date.now() + BEGINS_WITHIN_MS;
    while (!cluster.said.includes('Ray runtime started')) {
      if (Date.now() > until || cluster.child.exitCode !== null) {
        await cluster.stop();
        throw new Error(`Ray did not start: ${cluster.said}`);
      }
      await wait(200);
    }
    return cluster;
  }

  /** Ends this cluster's processes and no others, as a power cut would: `ray stop` ends every Ray on the machine. */
  async stop(): Promise<void> {
    const isMine = (process: SeenProcess) =>
      process.words.includes(this.folder) || process.environment.includes(this.folder);
    for (let round = 0; round < 20; round += 1) {
      const mine = [
        ...(this.child.pid === undefined ? [] : [this.child.pid]),
        ...seenProcesses()
          .filter(isMine)
          .map(({ pid }) => pid),
      ];
      if (round > 0 && mine.every((pid) => !isAlive(pid))) break;
      mine.forEach(kill);
      await wait(200);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface SeenProcess {
  readonly pid: number;
  readonly words: string;
  readonly environment: string;
}

/** Processes of this machine, as /proc shows them; only on Linux. */
export function seenProcesses(): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const read = (file: string) => readFileSync(`/proc/${name}/${file}`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), words: read('cmdline'), environment: read('environ') }];
      } catch {
        // It ended in between, or is another person's.
        return [];
      }
    });
}

function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

/** Ends a process at once, as if its machine were gone. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

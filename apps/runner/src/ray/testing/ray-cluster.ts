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
/**
 * `ray start` as it is, but that another node may join on the loopback: that one is meant to keep computers apart that Ray
 * does not support, and is what keeps the head off the machine's outer address.
 */
const START = `
import types
from ray.scripts import scripts
scripts.ray_constants = types.SimpleNamespace(**{**vars(scripts.ray_constants), "ENABLE_RAY_CLUSTER": True})
scripts.main()
`;
const BEGINS_WITHIN_MS = 60_000;

/** A real Ray cluster on this machine, with two processors and a token. */
export class RayCluster {
  readonly address = `http://127.0.0.1:${String(PORTS.dashboard)}`;
  readonly token = TOKEN;
  private readonly bin: string;
  private readonly folder: string;
  private readonly nodes: RayNode[] = [];

  private constructor(bin: string) {
    this.bin = bin;
    // A socket's path has at most 107 characters.
    this.folder = mkdtempSync('/tmp/rb-ray-');
  }

  static async start(bin: string): Promise<RayCluster> {
    const cluster = new RayCluster(bin);
    const words = ['--head', '--num-cpus=2', '--dashboard-host=127.0.0.1', '--include-log-monitor=false'];
    words.push(`--port=${String(PORTS.gcs)}`, `--dashboard-port=${String(PORTS.dashboard)}`);
    words.push(`--ray-client-server-port=${String(PORTS.client)}`, `--temp-dir=${cluster.folder}`);
    await cluster.add(words);
    return cluster;
  }

  /** Another node, which is this machine as well. */
  addNode(cpus: number): Promise<RayNode> {
    return this.add([`--address=127.0.0.1:${String(PORTS.gcs)}`, `--num-cpus=${String(cpus)}`]);
  }

  /** Ends this cluster's processes and no others: `ray stop` ends every Ray on the machine. */
  async stop(): Promise<void> {
    for (const node of this.nodes.toReversed()) await node.lose();
    const isMine = ({ words, environment }: SeenProcess) => `${words}${environment}`.includes(this.folder);
    for (const { pid } of seenProcesses().filter(isMine)) kill(pid);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async add(words: readonly string[]): Promise<RayNode> {
    const agent = `--dashboard-agent-listen-port=${String(PORTS.agent + this.nodes.length)}`;
    const common = [
      'start',
      '--block',
      '--num-gpus=0',
      '--object-store-memory=78643200',
      '--disable-usage-stats',
      agent,
    ];
    // A head that is told so would take the machine's outer address.
    const program = this.nodes.length === 0 ? [join(this.bin, 'ray')] : [join(this.bin, 'python'), '-c', START];
    const [command = '', ...first] = program;
    const child = spawn(command, [...first, ...common, ...words], {
      // Without the first it listens on the machine's outer address, whatever it was told.
      env: {
        ...{ RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: '0', RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: TOKEN },
        ...{ HOME: process.env['HOME'] ?? '/tmp', PATH: `${this.bin}:${process.env['PATH'] ?? ''}` },
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const node = new RayNode(child);
    this.nodes.push(node);
    await node.hasBegun();
    return node;
  }
}

/** One node: all processes of its session. */
class RayNode {
  private readonly child: ChildProcess;
  private said = '';

  constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
  }

  async hasBegun(): Promise<void> {
    const until = Date.now() + BEGINS_WITHIN_MS;
    while (!this.said.includes('Ray runtime started')) {
      if (Date.now() > until || this.child.exitCode !== null) {
        await this.lose();
        throw new Error(`Ray did not start: ${this.said}`);
      }
      await wait(200);
    }
  }

  /** Ends it as a power cut would. */
  async lose(): Promise<void> {
    const session = String(this.child.pid);
    for (;;) {
      const { stdout } = spawnSync('ps', ['-eo', 'pid=,sess=,stat='], { encoding: 'utf8' });
      const rows = stdout.split('\n').map((row) => row.trim().split(/\s+/));
      const mine = rows.filter(([, sid, state]) => sid === session && !(state ?? '').startsWith('Z'));
      if (mine.length === 0) return;
      for (const [pid] of mine) kill(Number(pid));
      await wait(100);
    }
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

/** Ends a process at once, as if its machine were gone. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

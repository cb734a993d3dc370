import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { KillPoint } from './killed-job.js';

const SCRIPT = fileURLToPath(new URL('./killed-job.ts', import.meta.url));

/** How a process that worked on a job ended. */
export interface EndedWork {
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

/** Works on the job in a real process, which ends itself at a point; null: works it to its end. */
export async function workOnJob(folder: string, point: KillPoint | null): Promise<EndedWork> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', SCRIPT, folder, JSON.stringify(point)],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { signal, errors };
}

/** What a kill in the middle of a write leaves behind: the beginning of a line. */
export async function tearLog(path: string): Promise<void> {
  await appendFile(path, '{"elapsed":1.25,"message":{"type":"upd').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}

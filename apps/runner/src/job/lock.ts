import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandFailure } from '../failure.js';
import { findJson, findText, namesIn } from '../files/folder.js';
import { createFileWhole } from '../files/write-file-whole.js';

const HolderSchema = z.strictObject({
  host: z.string(),
  processId: z.int().positive(),
  /** When the process began, in the system's own count: tells it from a later one of the same id. */
  startedAt: z.string().nullable(),
});
type Holder = z.infer<typeof HolderSchema>;

const LOCK_NAME = /^lock-(\d+)$/;
/** Fields of a process's stat on Linux, counted from behind its name: its state, and when it began (field 22). */
const STATE_FIELD = 0;
const STARTED_AT_FIELD = 19;
/** Ended, and not yet taken note of by its parent: where nobody does, as in many containers, it stays so. */
const ZOMBIE = 'Z';

/** A field of a process's stat, where the system tells. */
function statField(processId: number, field: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(processId)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[field] ?? null;
  } catch {
    return null;
  }
}

const startedAt = (processId: number) => statField(processId, STARTED_AT_FIELD);

function isAlive({ host, processId, startedAt: began }: Holder): boolean {
  // Another machine's processes cannot be seen from here.
  if (host !== hostname()) return true;
  try {
    process.kill(processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (statField(processId, STATE_FIELD) === ZOMBIE) return false;
  const beganNow = startedAt(processId);
  return began === null || beganNow === null || began === beganNow;
}

async function numbersIn(folder: string): Promise<readonly number[]> {
  const names = await namesIn(folder);
  return names.flatMap((name) => Number(LOCK_NAME.exec(name)?.[1] ?? [])).toSorted((a, b) => b - a);
}

function heldBy({ host, processId }: Holder, path: string): CommandFailure {
  const where = host === hostname() ? '' : ` on ${host}`;
  const gone = host === hostname() ? '' : ` If it is gone, remove ${path}.`;
  return new CommandFailure(
    `Another runner (process ${String(processId)}${where}) is working on this job. Wait for it, or begin one of your own with --fresh.${gone}`,
    1,
    ['job.locked'],
  );
}

/**
 * Claims a job's folder for this process; the answer gives it back. A second runner in the same folder is told who holds
 * it; a lock whose process is gone is taken over. Locks are numbered and the highest holds: a stale one is never removed
 * before a higher one stands, so two that take over at once cannot both win.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const self: Holder = { host: hostname(), processId: process.pid, startedAt: startedAt(process.pid) };
  const pathOf = (number: number) => join(folder, `lock-${String(number)}`);
  for (;;) {
    const [highest = 0] = await numbersIn(folder);
    if (highest > 0) {
      const text = await findText(pathOf(highest));
      // Released between the two looks.
      if (text === null) continue;
      const holder = HolderSchema.safeParse(findJson(text));
      if (holder.success && isAlive(holder.data)) throw heldBy(holder.data, pathOf(highest));
    }
    const mine = highest + 1;
    if (!(await createFileWhole(pathOf(mine), JSON.stringify(self)))) continue;
    const [above = 0, ...below] = await numbersIn(folder);
    if (above === mine) {
      for (const number of below) await rm(pathOf(number), { force: true });
      return () => rm(pathOf(mine), { force: true });
    }
    await rm(pathOf(mine), { force: true });
  }
}

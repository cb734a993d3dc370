// One `npm start` a data directory. The lock names the starter and what it started, so that a start after kill -9 can
// tell a running registry from left-overs, and end the left-overs.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runQuietly, say, StepFailed } from './terminal.mjs';

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whether a process is one of ours and not a stranger that got its number after a restart of the machine. */
async function isOurs(pid) {
  if (!Number.isInteger(pid) || !isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  const { output } = await runQuietly('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ output: '' }));
  return /run\.mjs start|apps\/api\/dist\/main\.js|next-server|next\/dist\/bin\/next/.test(output);
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

async function endLeftOvers(pids) {
  for (const pid of pids) {
    if (!(await isOurs(pid))) continue;
    say(`Ending process ${pid}, left over from a start that was killed.`);
    process.kill(pid, 'SIGTERM');
    for (let wait = 0; wait < 100 && isAlive(pid); wait += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
}

/** Claims the data directory for this process, or fails with the addresses of the start that holds it. */
export async function claimDataDirectory({ dataDirectory, apiPort, webPort }) {
  const path = join(dataDirectory, 'start.json');
  const held = readLock(path);
  if (held && held.starter !== process.pid && (await isOurs(held.starter))) {
    throw new StepFailed(
      `Ratebook is already running on ${dataDirectory}: site http://127.0.0.1:${held.webPort}, ` +
        `GraphQL http://127.0.0.1:${held.apiPort}/graphql (process ${held.starter}).`,
    );
  }
  if (held) await endLeftOvers([...(held.children ?? [])].reverse());
  const record = (children) =>
    writeFileSync(path, JSON.stringify({ starter: process.pid, apiPort, webPort, children }), { mode: 0o600 });
  record([]);
  return { record, release: () => rmSync(path, { force: true }) };
}

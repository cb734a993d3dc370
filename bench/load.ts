import autocannon from 'autocannon';
import { readFileSync } from 'node:fs';

/** What a server did under load: from the client's side, and its own processor time. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Null where the system has no /proc. */
  readonly cpuMillisecondsPerRequest: number | null;
}

export interface Target {
  readonly url: string;
  readonly processId: number;
  readonly body?: string;
  /** Bodies that follow `body` in turns over all connections, where no two requests in a row should be the same. */
  readonly bodies?: readonly string[];
}

export const CONNECTIONS = 20;
const TICK_MILLISECONDS = 10;

/** Processor time that a process has used, from /proc (clock ticks of 10 ms, as Linux has them everywhere). */
function cpuMilliseconds(processId: number): number | null {
  try {
    const fields =
      readFileSync(`/proc/${String(processId)}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MILLISECONDS;
  } catch {
    return null;
  }
}

/** A reply that is not the page that was meant would be measured as a fast one. */
export async function assertAnswers({ url, body }: Target): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url, { headers, ...(body === undefined ? {} : { method: 'POST', body }) });
  const text = await reply.text();
  if (reply.status !== 200 || text.includes('"errors":') || text.length < 200)
    throw new Error(`${url} answered ${String(reply.status)}: ${text.slice(0, 500)}\n${body ?? ''}`);
}

/** Loads a server with 20 connections. A reply other than 200 fails the bench: a fast error is not a fast answer. */
export async function load({ url, processId, body, bodies = [] }: Target, seconds: number): Promise<Load> {
  const before = cpuMilliseconds(processId);
  const result = await autocannon({
    url,
    ...(body === undefined ? {} : { method: 'POST' as const, body }),
    headers: { 'content-type': 'application/json' },
    ...(bodies.length === 0 ? {} : { requests: [{ setupRequest: inTurns(bodies) }] }),
    connections: CONNECTIONS,
    duration: seconds,
  });
  const after = cpuMilliseconds(processId);
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${String(result.non2xx)} replies were not 200, ${String(result.errors)} failed.`);
  }
  const { total } = result.requests;
  return {
    requestsPerSecond: total / result.duration,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    cpuMillisecondsPerRequest: before === null || after === null ? null : (after - before) / total,
  };
}

function inTurns(bodies: readonly string[]) {
  let sent = 0;
  return (request: autocannon.Request): autocannon.Request => {
    const body = bodies[sent % bodies.length] ?? '';
    sent += 1;
    return { ...request, body };
  };
}

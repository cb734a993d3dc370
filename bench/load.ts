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

export interface Target {
  readonly url: string;
  readonly processId: number;
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
}

/** Loads a server with 20 connections. A reply other than 200 fails the bench: a fast error is not a fast answer. */
export async function load(target: Target, seconds: number): Promise<Load> {
  const before = cpuMilliseconds(target.processId);
  const result = await autocannon({
    url: target.url,
    method: target.method ?? 'GET',
    ...(target.body === undefined ? {} : { body: target.body }),
    headers: { 'content-type': 'application/json' },
    connections: 20,
    duration: seconds,
  });
  const after = cpuMilliseconds(target.processId);
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${target.url}: ${String(result.non2xx)} replies were not 200, ${String(result.errors)} failed.`);
  }
  const { total } = result.requests;
  return {
    requestsPerSecond: total / result.duration,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
    cpuMillisecondsPerRequest: before === null || after === null ? null : (after - before) / total,
  };
}

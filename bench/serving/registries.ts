import { join } from 'node:path';
import type { BenchDatabases, Size } from '../database/bench-databases.js';
import { MEASURED_MODEL, MEASURED_TASK } from '../database/seed-runs.js';
import { type Server, startRegistry, startServer } from '../processes.js';

/** The registry and the floor on each of the databases, all four up: only one of them is asked at a time. */
export interface Registries {
  readonly api: Readonly<Record<Size, Server>>;
  readonly floor: Readonly<Record<Size, Server>>;
  readonly stop: () => Promise<void>;
}

export async function startRegistries({ cluster, urls }: BenchDatabases): Promise<Registries> {
  const started: Server[] = [];
  const stop = async () => {
    for (const server of started) await server.stop();
  };
  const start = async (server: Promise<Server>) => {
    started.push(await server);
    return server;
  };
  const startFloor = (size: Size) =>
    start(
      startServer(
        ['--import', 'tsx', 'serving/floor-server.ts', urls[size], MEASURED_TASK, MEASURED_MODEL],
        {},
        'bench',
      ),
    );
  const startApi = (size: Size) => start(startRegistry(urls[size], join(cluster.folder, size)));
  try {
    const api = { '10k': await startApi('10k'), '1m': await startApi('1m') };
    const floor = { '10k': await startFloor('10k'), '1m': await startFloor('1m') };
    return { api, floor, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

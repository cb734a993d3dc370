import postgres from 'postgres';
import { printCursor } from '../../apps/api/src/database/cursor.js';
import { RUN_LIST } from '../../apps/api/src/run/run.store.js';
import type { BenchDatabases, Size } from '../database/bench-databases.js';
import { MEASURED_TASK } from '../database/seed-runs.js';
import type { Load, Target } from '../load.js';
import { say } from '../progress.js';
import { loadInTurns } from '../rounds.js';
import {
  BEST_POLICY_BODY,
  BOARD_BODIES,
  BOARD_BODY,
  MODEL_PAGE_BODY,
  runsBody,
  SEARCH_BODY,
  TASK_PAGE_BODY,
} from './queries.js';
import type { Registries } from './registries.js';

/** What is compared with the floor, at both sizes. */
export type HotPage = 'board' | 'best-policy';
/** What has to stay as fast when the registry grows. */
export type OtherPage = 'task-page' | 'model-page' | 'search' | 'runs' | 'runs-deep';

export interface Served {
  readonly hot: Readonly<Record<`${HotPage}.${'api' | 'floor'}.${Size}`, Load>>;
  /** The board page at 10⁶ runs where no request finds its rows kept in memory. */
  readonly unkept: Load;
  readonly others: Readonly<Record<`${OtherPage}.${Size}`, Load>>;
}

export async function measureServing({ urls }: BenchDatabases, { api, floor }: Registries): Promise<Served> {
  const ofApi = (size: Size, body: string): Target => ({ url: api[size].url, processId: api[size].processId, body });
  const ofFloor = (size: Size, path: HotPage): Target => ({
    url: `${floor[size].url}/${path}`,
    processId: floor[size].processId,
  });
  say('Board page and best policy, beside the floor');
  const { unkept, ...hot } = await loadInTurns(
    {
      'board.floor.10k': ofFloor('10k', 'board'),
      'board.api.10k': ofApi('10k', BOARD_BODY),
      'board.floor.1m': ofFloor('1m', 'board'),
      'board.api.1m': ofApi('1m', BOARD_BODY),
      unkept: { ...ofApi('1m', BOARD_BODY), bodies: BOARD_BODIES },
      'best-policy.floor.10k': ofFloor('10k', 'best-policy'),
      'best-policy.api.10k': ofApi('10k', BEST_POLICY_BODY),
      'best-policy.floor.1m': ofFloor('1m', 'best-policy'),
      'best-policy.api.1m': ofApi('1m', BEST_POLICY_BODY),
    },
    { warmUpSeconds: 6, rounds: 7, secondsPerRound: 2 },
  );
  say('Other pages');
  const deep = { '10k': await deepRunsBody(urls['10k']), '1m': await deepRunsBody(urls['1m']) };
  const others = await loadInTurns(
    {
      'task-page.10k': ofApi('10k', TASK_PAGE_BODY),
      'task-page.1m': ofApi('1m', TASK_PAGE_BODY),
      'model-page.10k': ofApi('10k', MODEL_PAGE_BODY),
      'model-page.1m': ofApi('1m', MODEL_PAGE_BODY),
      'search.10k': ofApi('10k', SEARCH_BODY),
      'search.1m': ofApi('1m', SEARCH_BODY),
      'runs.10k': ofApi('10k', runsBody(null)),
      'runs.1m': ofApi('1m', runsBody(null)),
      'runs-deep.10k': ofApi('10k', deep['10k']),
      'runs-deep.1m': ofApi('1m', deep['1m']),
    },
    { warmUpSeconds: 2, rounds: 3, secondsPerRound: 2 },
  );
  return { hot, unkept, others };
}

/** The page of the measured task's runs that begins behind 95 of 100 of them. */
async function deepRunsBody(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 });
  const [row] = await sql<{ id: number }[]>`
    select percentile_disc(0.05) within group (order by run.id)::int as id
    from run join task on task.id = run.task_id where task.name = ${MEASURED_TASK}`.finally(() => sql.end());
  return runsBody(printCursor(RUN_LIST, [row?.id ?? 0]));
}

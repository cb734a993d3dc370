import { type Size, SIZES } from '../database/bench-databases.js';
import type { Figure } from '../figure.js';
import { CONNECTIONS, type Load } from '../load.js';
import type { HotPage, OtherPage, Served } from './measure.js';

const TITLES: Readonly<Record<HotPage | 'board-unkept' | OtherPage, string>> = {
  board: 'the board page (20 rows as the task page shows them, kept in memory from the first look on)',
  'board-unkept': 'the board page where every request is for rows that are not kept in memory',
  'best-policy': '`bestPolicy` for a model that is measured here and that 31 results are published about',
  'task-page': 'the whole query of a task page (50 rows, counts, range tests)',
  'model-page': 'the whole query of a model page',
  search: 'a search for two words',
  runs: 'the first page of a task’s runs',
  'runs-deep': 'the page behind 95 of 100 of a task’s runs',
};

/** The ends that we set ourselves; where there is none the figure is only watched. */
const GOALS: Readonly<
  Record<HotPage | 'board-unkept', { readonly floorRatio: number | null; readonly cpuRatio: number | null }>
> = {
  board: { floorRatio: 0.6, cpuRatio: 2.2 },
  'board-unkept': { floorRatio: null, cpuRatio: null },
  'best-policy': { floorRatio: null, cpuRatio: null },
};
const MOST_GROWTH = 2;

const withRuns = (size: Size) => `${SIZES[size].toLocaleString('en-US')} runs`;
/** Ids without a size are those of the large registry. */
const sized = (id: string, size: Size) => (size === '1m' ? id : `${id}.${size}`);

export function servingFigures({ hot, unkept, others }: Served): readonly Figure[] {
  const sizes = ['1m', '10k'] as const;
  const pages = ['board', 'best-policy'] as const;
  return [
    ...sizes.flatMap((size) =>
      pages.flatMap((page) => hotFigures(page, size, hot[`${page}.api.${size}`], hot[`${page}.floor.${size}`])),
    ),
    ...hotFigures('board-unkept', '1m', unkept, hot['board.floor.1m']).filter(({ id }) => !id.includes('.floor.')),
    ...pages.map((page) => growth(page, hot[`${page}.api.10k`], hot[`${page}.api.1m`])),
    ...(['task-page', 'model-page', 'search', 'runs', 'runs-deep'] as const).flatMap((page) => [
      ...sizes.flatMap((size) =>
        absolutes(page, size, others[`${page}.${size}`], `${TITLES[page]}, ${withRuns(size)}`),
      ),
      growth(page, others[`${page}.10k`], others[`${page}.1m`]),
    ]),
    {
      id: 'scale.runs-depth-growth',
      value: others['runs-deep.1m'].p99Milliseconds / others['runs.1m'].p99Milliseconds,
      unit: 'ratio',
      goal: MOST_GROWTH,
      better: 'lower',
      about: `p99 of ${TITLES['runs-deep']} to that of ${TITLES.runs}, ${withRuns('1m')}`,
    },
  ];
}

function hotFigures(page: HotPage | 'board-unkept', size: Size, api: Load, floor: Load): readonly Figure[] {
  const about = `${TITLES[page]}, ${withRuns(size)}`;
  const cpu = [api.cpuMillisecondsPerRequest, floor.cpuMillisecondsPerRequest] as const;
  return [
    {
      id: sized(`${page}.floor-ratio`, size),
      value: api.requestsPerSecond / floor.requestsPerSecond,
      unit: 'ratio',
      goal: GOALS[page].floorRatio,
      better: 'higher',
      about: `requests per second of ${about}, to the floor’s`,
    },
    ...(cpu[0] === null || cpu[1] === null
      ? []
      : [
          {
            id: sized(`${page}.cpu-ratio`, size),
            value: cpu[0] / cpu[1],
            unit: 'ratio',
            goal: GOALS[page].cpuRatio,
            better: 'lower',
            about: `the server’s processor time per request of ${about}, to the floor’s`,
          } satisfies Figure,
        ]),
    ...absolutes(page, size, api, about),
    ...absolutes(`${page}.floor`, size, floor, `the floor of ${about}`),
  ];
}

function absolutes(id: string, size: Size, load: Load, about: string): readonly Figure[] {
  const watched = { goal: null, better: 'lower' } as const;
  const cpu = load.cpuMillisecondsPerRequest;
  return [
    {
      id: sized(`${id}.requests-per-second`, size),
      value: load.requestsPerSecond,
      unit: 'requests/s',
      goal: null,
      better: 'higher',
      about: `${about}, ${String(CONNECTIONS)} connections`,
    },
    { ...watched, id: sized(`${id}.p50-ms`, size), value: load.p50Milliseconds, unit: 'ms', about: `half of ${about}` },
    {
      ...watched,
      id: sized(`${id}.p99-ms`, size),
      value: load.p99Milliseconds,
      unit: 'ms',
      about: `99 of 100 of ${about}`,
    },
    ...(cpu === null
      ? []
      : [
          {
            ...watched,
            id: sized(`${id}.cpu-ms`, size),
            value: cpu,
            unit: 'ms/request',
            about: `processor time of ${about}`,
          },
        ]),
  ];
}

function growth(page: HotPage | OtherPage, few: Load, many: Load): Figure {
  return {
    id: `scale.${page}-p99-growth`,
    value: many.p99Milliseconds / few.p99Milliseconds,
    unit: 'ratio',
    goal: MOST_GROWTH,
    better: 'lower',
    about: `p99 of ${TITLES[page]} with ${withRuns('1m')}, to that with ${withRuns('10k')}`,
  };
}

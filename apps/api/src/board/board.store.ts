import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';
import { Kept } from '../recommendation/kept.js';

export type BoardView = 'all' | 'verified' | 'records';
/** From the most to the least demanding: a page opens on the first of these that has rows. */
export const VIEWS = ['records', 'verified', 'all'] as const satisfies readonly BoardView[];

export interface BoardRowRecord {
  readonly position: number;
  readonly armId: number;
  readonly armHash: string;
  readonly policyHash: string;
  readonly notation: string;
  readonly peakLearningRate: number;
  readonly curve: readonly number[];
  readonly rankFrom: number | null;
  readonly rankTo: number | null;
  readonly rankOf: number;
  readonly n: number;
  readonly accounts: number;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly score: number | null;
  readonly isLeader: boolean;
  readonly inLeaderGroup: boolean;
  readonly isBaseline: boolean;
  readonly isImported: boolean;
  readonly level: number;
  readonly divergedRuns: number;
  readonly abandonedRuns: number;
  readonly divergenceProbability: number;
  readonly meanUpdates: number | null;
  readonly meanDeviceSeconds: number | null;
  readonly searchUpdates: number | null;
  readonly unrankedReason: string | null;
}

export interface BoardHead {
  readonly id: number;
  readonly taskId: number;
  readonly objective: string;
  readonly budget: number;
  readonly view: BoardView;
  readonly rankingVersion: string;
  readonly computedAt: Date;
  readonly rowCount: number;
  readonly seedDeviation: number | null;
}

/** What an answer needs of a row. */
export type TopRow = { readonly policyId: number } & Pick<
  BoardRowRecord,
  | 'armId'
  | 'armHash'
  | 'policyHash'
  | 'notation'
  | 'peakLearningRate'
  | 'rankFrom'
  | 'n'
  | 'accounts'
  | 'mean'
  | 'lower'
  | 'upper'
  | 'score'
  | 'inLeaderGroup'
  | 'isImported'
  | 'level'
  | 'meanUpdates'
>;

export type RankedBoard = Pick<BoardHead, 'id' | 'taskId' | 'seedDeviation'>;

/** A task by its inner key, or as people name it: `slug@version`, or a slug for its newest version. */
export type AskedTask = { readonly id: number } | { readonly name: string };

export interface AskedBoard {
  readonly task: AskedTask;
  readonly objective: string;
  readonly budget: number;
  /** Null: the highest view that has rows. */
  readonly view: BoardView | null;
}

export interface BoardPage {
  readonly taskId: number;
  /** Null where nothing was ranked yet. */
  readonly head: BoardHead | null;
  readonly page: Page<BoardRowRecord>;
}

export const BOARD_LIST = 'board';
const ROWS_PER_INSERT = 500;
const CURVE_DIGITS = 6;
/** PostgreSQL's number of its type json. */
const JSON_TYPE = 114;

/** A curve is drawn, sixty points wide: beyond six digits it would only make every page twice as long. */
const drawn = (learningRate: number) => Number(learningRate.toPrecision(CURVE_DIGITS));

/**
 * The head of a task's board: the registry's hottest read. Written out whole, so that it is one text, prepared once a
 * connection and not put together anew at each request.
 */
const headStatement = (taskCondition: string) => `
  select asked.id as "askedTaskId", head.*
  from (select id from task where ${taskCondition}
    order by (opened_at is not null) desc, task_version desc limit 1) asked
  left join lateral (
    select b.id, b.task_id as "taskId", b.objective, b.budget_share as budget, b.view,
      b.ranking_version as "rankingVersion", b.computed_at as "computedAt", b.row_count as "rowCount",
      b.seed_deviation as "seedDeviation"
    from board b
    where b.task_id = asked.id and b.objective = $2 and b.budget_share = $3 and (b.view = $4 or $4::text is null)
    order by (b.row_count > 0) desc, array_position(array['records', 'verified', 'all'], b.view)
      * (case when b.row_count > 0 then 1 else -1 end)
    limit 1) head on true`;
const HEAD_OF_TASK_ID = headStatement('id = $1::bigint');
const HEAD_OF_TASK_NAME = headStatement('name = $1 or slug = $1');

type FoundHead = { readonly askedTaskId: number } & (BoardHead | { readonly id: null });

/** A page of a hundred rows takes about a tenth of a megabyte. */
const KEPT_PAGES = 200;

export class BoardStore {
  readonly #sql: Connection;
  readonly #kept = new Kept<string, Page<BoardRowRecord>>(KEPT_PAGES);

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  /**
   * A task's board and one page of its rows; null where there is no such task, a head of null where nothing was ranked. A
   * ranking replaces its board by one with another id, so the rows of an id never change: pages that are looked at are
   * kept, and one small statement says which id holds now.
   */
  async findPage(asked: AskedBoard, request: PageRequest): Promise<BoardPage | null> {
    const found = await this.#findPage(asked, request);
    // A board that was replaced between its head and its rows has none left; its successor has.
    const isBetween = (found?.head?.rowCount ?? 0) > 0 && found?.page.edges.length === 0;
    return isBetween ? this.#findPage(asked, request) : found;
  }

  async #findPage({ task, objective, budget, view }: AskedBoard, request: PageRequest): Promise<BoardPage | null> {
    const isNamed = 'name' in task;
    const [head] = await this.#sql.unsafe<FoundHead[]>(
      isNamed ? HEAD_OF_TASK_NAME : HEAD_OF_TASK_ID,
      [isNamed ? task.name : task.id, objective, budget, view],
      { prepare: true },
    );
    if (!head) return null;
    const { askedTaskId: taskId } = head;
    if (head.id === null) return { taskId, head: null, page: toPage(BOARD_LIST, request, [], () => []) };
    const after = request.after?.[0] ?? -1;
    const key = `${String(head.id)} ${String(after)} ${String(request.first)}`;
    const page = await this.#kept.get(key, () => this.#pageOf(head.id, after, request));
    return { taskId, head, page };
  }

  async #pageOf(boardId: number, after: number, request: PageRequest): Promise<Page<BoardRowRecord>> {
    const rows = await this.#sql<BoardRowRecord[]>`
      select r.position, r.arm_id as "armId", r.arm_hash as "armHash", r.policy_hash as "policyHash", r.notation,
        r.peak_learning_rate as "peakLearningRate", r.curve, r.rank_from as "rankFrom", r.rank_to as "rankTo",
        r.rank_of as "rankOf", r.n, r.accounts, r.mean, r.lower, r.upper, r.score, r.is_leader as "isLeader",
        r.in_leader_group as "inLeaderGroup", r.is_baseline as "isBaseline", r.is_imported as "isImported", r.level,
        r.diverged_runs as "divergedRuns", r.abandoned_runs as "abandonedRuns",
        r.divergence_probability as "divergenceProbability", r.mean_updates as "meanUpdates",
        r.mean_device_seconds as "meanDeviceSeconds", r.search_updates as "searchUpdates", r.unranked_reason as "unrankedReason"
      from board_row r where r.board_id = ${boardId} and r.position > ${after}
      order by r.position limit ${request.first + 1}`;
    return toPage(BOARD_LIST, request, rows, (row) => [row.position]);
  }

  /**
   * The boards of some tasks that answers are taken from, each through the highest view that has rows. A ranking replaces
   * its board by one with another id: whatever was worked out from a board of the same id still holds.
   */
  findRanked(taskIds: readonly number[], budget: number): Promise<readonly RankedBoard[]> {
    return this.#sql<RankedBoard[]>`
      select distinct on (task_id) task_id as "taskId", id, seed_deviation as "seedDeviation" from board
      where task_id = any(${taskIds as number[]}::bigint[]) and budget_share = ${budget} and row_count > 0
      order by task_id, array_position(array['records', 'verified', 'all'], view)`;
  }

  /** The best rows of a board, for answers. */
  topRows(boardId: number, limit: number): Promise<readonly TopRow[]> {
    return this.#sql<TopRow[]>`
      select r.arm_id as "armId", r.arm_hash as "armHash", a.policy_id as "policyId", r.policy_hash as "policyHash",
        r.notation, r.peak_learning_rate as "peakLearningRate", r.rank_from as "rankFrom", r.n, r.accounts, r.mean,
        r.lower, r.upper, r.score, r.in_leader_group as "inLeaderGroup", r.is_imported as "isImported", r.level,
        r.mean_updates as "meanUpdates"
      from board_row r join arm a on a.id = r.arm_id
      where r.board_id = ${boardId} order by r.position limit ${limit}`;
  }

  async openingView(taskId: number): Promise<BoardView> {
    const rows = await this.#sql<{ view: BoardView }[]>`
      select view from board where task_id = ${taskId} and row_count > 0 and budget_share = 1
      order by array_position(array['records', 'verified', 'all'], view) limit 1`;
    return rows[0]?.view ?? 'all';
  }

  /** Replaces a board as a whole, so that a reader sees the old ranking or the new one. */
  async replace(head: Omit<BoardHead, 'id' | 'rowCount'>, rows: readonly BoardRowRecord[]): Promise<void> {
    await this.#sql`delete from board where task_id = ${head.taskId} and objective = ${head.objective}
      and budget_share = ${head.budget} and view = ${head.view}`;
    const [inserted] = await this.#sql<{ id: number }[]>`
      insert into board (task_id, objective, budget_share, view, ranking_version, computed_at, row_count,
        seed_deviation)
      values (${head.taskId}, ${head.objective}, ${head.budget}, ${head.view}, ${head.rankingVersion},
        ${head.computedAt}, ${rows.length}, ${head.seedDeviation})
      returning id`;
    const written = rows.map((row) => ({
      ...columnsOf(inserted?.id ?? 0, row),
      curve: this.#sql.typed(row.curve.map(drawn), JSON_TYPE),
    }));
    for (let from = 0; from < written.length; from += ROWS_PER_INSERT)
      await this.#sql`insert into board_row ${this.#sql(written.slice(from, from + ROWS_PER_INSERT))}`;
  }
}

function columnsOf(boardId: number, row: BoardRowRecord) {
  return {
    board_id: boardId,
    position: row.position,
    arm_id: row.armId,
    arm_hash: row.armHash,
    policy_hash: row.policyHash,
    notation: row.notation,
    peak_learning_rate: row.peakLearningRate,
    rank_from: row.rankFrom,
    rank_to: row.rankTo,
    rank_of: row.rankOf,
    n: row.n,
    accounts: row.accounts,
    mean: row.mean,
    lower: row.lower,
    upper: row.upper,
    score: row.score,
    is_leader: row.isLeader,
    in_leader_group: row.inLeaderGroup,
    is_baseline: row.isBaseline,
    is_imported: row.isImported,
    level: row.level,
    diverged_runs: row.divergedRuns,
    abandoned_runs: row.abandonedRuns,
    divergence_probability: row.divergenceProbability,
    mean_updates: row.meanUpdates,
    mean_device_seconds: row.meanDeviceSeconds,
    search_updates: row.searchUpdates,
    unranked_reason: row.unrankedReason,
  };
}

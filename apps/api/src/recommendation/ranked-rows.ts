import type { BoardStore, RankedBoard, TopRow } from '../board/board.store.js';
import { Kept } from './kept.js';

/** A task's ranking as answers read it: its best rows, best first. */
export interface RankedRows {
  readonly seedDeviation: number | null;
  readonly rows: readonly TopRow[];
}

export const ROW_LIMIT = 200;
/** Two hundred rows of a board take about a tenth of a megabyte. */
const KEPT_BOARDS = 200;

/**
 * The best rows of the boards that answers are taken from. A ranking replaces its board by one with another id, so the
 * rows of an id never change: they are kept, and one small statement says which ids hold now.
 */
export class RankedRowsReader {
  readonly #boards: BoardStore;
  /** By board id. */
  readonly #kept = new Kept<number, RankedRows>(KEPT_BOARDS);

  constructor(boards: BoardStore) {
    this.#boards = boards;
  }

  /** By task id; a task of which nothing is ranked is left out. */
  async of(taskIds: readonly number[], budgetShare: number): Promise<ReadonlyMap<number, RankedRows>> {
    if (taskIds.length === 0) return new Map();
    const read = await this.#readAll(taskIds, budgetShare);
    // A board that was replaced between its id and its rows has none left; its successor has.
    return [...read.values()].some(({ rows }) => rows.length === 0) ? this.#readAll(taskIds, budgetShare) : read;
  }

  async #readAll(taskIds: readonly number[], budgetShare: number): Promise<ReadonlyMap<number, RankedRows>> {
    const boards = await this.#boards.findRanked(taskIds, budgetShare);
    const rows = await Promise.all(boards.map((board) => this.#read(board)));
    return new Map(boards.flatMap(({ taskId }, index) => (rows[index] ? [[taskId, rows[index]]] : [])));
  }

  #read({ id, seedDeviation }: RankedBoard): Promise<RankedRows> {
    return this.#kept.get(id, async () => ({ seedDeviation, rows: await this.#boards.topRows(id, ROW_LIMIT) }));
  }
}

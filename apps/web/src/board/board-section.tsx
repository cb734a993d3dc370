import { addressOf } from '../registry/addresses';
import type { TaskState } from '../task/task-state';
import { formatMoment } from '../text/time';
import { plural } from '../text/numbers';
import { EmptyState } from '../ui/empty-state';
import { Pager } from '../ui/pager';
import type { BoardRow } from './board-row';
import { BoardTable } from './board-table';
import { type BoardView, ViewTabs } from './view-tabs';

interface BoardTask {
  readonly name: string;
  readonly state: TaskState;
  readonly metric: { readonly name: string; readonly direction: string; readonly unit: string };
  readonly baseline: { readonly notation: string };
  readonly board: {
    readonly view: BoardView;
    readonly rowCount: number;
    readonly rankingVersion: string;
    readonly computedAt: string | null;
    readonly seedsNeeded: { readonly twoSigma: number; readonly oneSigma: number; readonly halfSigma: number };
    readonly rows: { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } };
  };
}

/** The board of a task in one view, and how to read it. */
export function BoardSection({ task, rows }: { task: BoardTask; rows: readonly BoardRow[] }) {
  const { board } = task;
  const { twoSigma, oneSigma, halfSigma } = board.seedsNeeded;
  return (
    <section className="section mt-0!" id="board">
      <h2>Best {task.metric.name} within the budget</h2>
      <ViewTabs taskAddress={addressOf.task(task.name)} view={board.view} />
      {rows.length === 0 ? (
        <div className="mt-4">
          {task.state === 'OPEN' ? (
            <EmptyState command={`ratebook evaluate ${task.name} "${task.baseline.notation}"`}>
              No arm has reached this view’s level yet. This measures one; what it reaches, the checks will say.
            </EmptyState>
          ) : (
            <EmptyState>No arm has reached this view’s level.</EmptyState>
          )}
        </div>
      ) : (
        <>
          <BoardTable rows={rows} metric={task.metric} />
          <p className="soft small mt-3">
            {plural(board.rowCount, 'arm')}. Bar: the mean and its bounds; broken line: the baseline. Rows with the
            coloured edge cannot be told from the leader, and a rank such as 2–4 says how far the data tell. To tell an
            arm that is 2, 1 or ½ standard deviations better takes {twoSigma}, {oneSigma} or {halfSigma} seeds. A
            diverged run counts as having learnt nothing; it is not left out.{' '}
            {rows.some(({ searchUpdates }) => searchUpdates !== null)
              ? 'Search cost: updates that the cheapest study which found the arm spent on its trials and range test; – where no study found it, as for a formula or a guess. '
              : ''}
            Ranking {board.rankingVersion}
            {board.computedAt === null ? '' : `, computed ${formatMoment(board.computedAt)}`}.
          </p>
          <Pager
            address={addressOf.task(task.name)}
            parameters={{ view: board.view.toLowerCase() }}
            pageInfo={board.rows.pageInfo}
          />
        </>
      )}
    </section>
  );
}

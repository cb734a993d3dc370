import { formatCount } from '../text/numbers';
import { DataTable } from '../ui/data-table';
import { shareText } from './study-words';

export interface StudyCosts {
  readonly searchUpdates: number;
  readonly searchRestartedUpdates: number;
  readonly rangeTestUpdates: number;
  readonly fullGridUpdates: number;
  readonly confirmationUpdates: number;
}

/** What a study cost beside training every candidate in full, in updates; the confirmation apart. */
export function CostTable({ costs, candidateCount }: { costs: StudyCosts; candidateCount: number }) {
  const { searchUpdates, searchRestartedUpdates, rangeTestUpdates, fullGridUpdates, confirmationUpdates } = costs;
  const most = Math.max(searchRestartedUpdates, searchUpdates + rangeTestUpdates, fullGridUpdates, confirmationUpdates);
  const row = (name: string, updates: number) => [
    name,
    formatCount(updates),
    fullGridUpdates > 0 ? shareText(updates, fullGridUpdates) : '–',
    <Bar key="bar" share={most > 0 ? updates / most : 0} />,
  ];
  return (
    <section className="section" id="cost">
      <h2>What it cost</h2>
      <DataTable
        caption="Costs in updates"
        columns={[
          { name: 'cost of' },
          { name: 'updates', isNumber: true },
          { name: 'of the full grid', isNumber: true },
          { name: 'as a bar', isNameHidden: true },
        ]}
        rows={[
          row('the search, going on from checkpoints', searchUpdates),
          row('the same search without checkpoints', searchRestartedUpdates),
          ...(rangeTestUpdates > 0
            ? [
                row('the range test before it', rangeTestUpdates),
                row('search and range test', searchUpdates + rangeTestUpdates),
              ]
            : []),
          row(`the full grid: ${formatCount(candidateCount)} candidates, one seed each`, fullGridUpdates),
          row('apart: confirming winner and runner-up', confirmationUpdates),
        ]}
      />
      <p className="soft small mt-3">
        Diverged, failed and pruned trials are counted in. The confirmation is training for the board, with seeds that
        the search did not see, and no part of finding the policy.
      </p>
    </section>
  );
}

const BAR = { width: 160, height: 12 } as const;

/** A cost as a bar beside the greatest of them. */
function Bar({ share }: { share: number }) {
  return (
    <svg width={BAR.width} height={BAR.height} aria-hidden="true" className="cost-bar">
      <g className="cost">
        <rect className="band" width={BAR.width} height={BAR.height} />
        <rect className="filled" width={Math.max(1, BAR.width * share)} height={BAR.height} />
      </g>
    </svg>
  );
}

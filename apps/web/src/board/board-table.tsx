import { type IntervalAxis, IntervalAxisHead, IntervalBar, intervalAxis } from '../charts/interval-bar';
import { PolicyLine } from '../policy/policy-line';
import { formatLarge, formatMetric, plural } from '../text/numbers';
import { LevelMark } from '../verification/level-mark';
import { type BoardRow, rankLabel } from './board-row';

interface BoardMetric {
  readonly name: string;
  readonly direction: string;
  readonly unit: string;
}

function seedsText(row: BoardRow): string {
  const accounts = row.accounts > 1 ? `, ${plural(row.accounts, 'account')}` : '';
  return `${plural(row.n, 'seed')}${accounts}`;
}

function Row(props: {
  row: BoardRow;
  metric: BoardMetric;
  axis: IntervalAxis;
  baseline: number | null;
  hasSearchCost: boolean;
}) {
  const { row, metric } = props;
  const value = row.mean === null ? '–' : formatMetric(row.mean, metric.unit);
  const bounds =
    row.lower === null || row.upper === null
      ? ''
      : `, between ${formatMetric(row.lower, metric.unit)} and ${formatMetric(row.upper, metric.unit)}`;
  return (
    <tr className={row.inLeaderGroup ? 'in-leader-group' : undefined}>
      <td>
        <span className="rank">{rankLabel(row)}</span>
      </td>
      <td className="whole">
        <span className="flex flex-wrap items-center gap-x-3">
          <PolicyLine
            notation={row.notation}
            peakLearningRate={row.peakLearningRate}
            curve={row.curve}
            hash={row.policyHash}
          />
          <span className="inline-flex flex-wrap gap-1">
            {row.isLeader ? <span className="tag">leader</span> : null}
            {row.isBaseline ? <span className="tag">baseline</span> : null}
            {row.isImported ? <span className="tag">imported</span> : null}
          </span>
        </span>
        {row.unrankedReason === null ? null : <p className="soft small">Not ranked: {row.unrankedReason}</p>}
      </td>
      <td className="small whitespace-nowrap">
        {seedsText(row)}
        {row.divergedRuns > 0 ? (
          <span className="bad-text block">{`× ${String(row.divergedRuns)} diverged`}</span>
        ) : null}
        {row.abandonedRuns > 0 ? <span className="soft block">{`${String(row.abandonedRuns)} abandoned`}</span> : null}
      </td>
      <td>
        <LevelMark level={row.level} isShort />
      </td>
      {props.hasSearchCost ? <SearchCost updates={row.searchUpdates} /> : null}
      <td className="mean whitespace-nowrap">
        <b className="metric-text">{value}</b>
      </td>
      <td className="interval">
        <IntervalBar
          axis={props.axis}
          mean={row.mean}
          lower={row.lower}
          upper={row.upper}
          baseline={props.baseline}
          label={`${row.notation}: ${value}${bounds}`}
        />
      </td>
    </tr>
  );
}

/** What finding the arm cost. On a phone, where there is no heading, it names itself, and is left out where there is none. */
function SearchCost({ updates }: { updates: number | null }) {
  if (updates === null) return <td className="search-cost none soft small">–</td>;
  return (
    <td className="search-cost cost-text small whitespace-nowrap">
      <span className="phone-word">found by a search of </span>
      {formatLarge(updates)}
      <span className="phone-word"> updates</span>
    </td>
  );
}

/** A board: rank, policy, seeds, level and the metric with its interval, all intervals on one shared axis. */
export function BoardTable({ rows, metric }: { rows: readonly BoardRow[]; metric: BoardMetric }) {
  const ranked = rows.filter(({ rankFrom }) => rankFrom !== null);
  const shown = ranked.length > 0 ? ranked : rows;
  const axis = intervalAxis(shown);
  const hasSearchCost = rows.some(({ searchUpdates }) => searchUpdates !== null);
  const baseline = rows.find(({ isBaseline }) => isBaseline)?.mean ?? null;
  return (
    <table className="board">
      <thead>
        <tr>
          <th scope="col">rank</th>
          <th scope="col">policy</th>
          <th scope="col">measured</th>
          <th scope="col">level</th>
          {hasSearchCost ? (
            <th scope="col" title="updates that the cheapest study which found this arm spent on search and range test">
              search cost
            </th>
          ) : null}
          <th scope="col">mean</th>
          <th scope="col" className="interval">
            {`${metric.name}, ${metric.direction === 'maximize' ? 'more is better' : 'less is better'}`}
            <IntervalAxisHead axis={axis} format={(value) => formatMetric(value, metric.unit)} />
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.armHash}
            row={row}
            metric={metric}
            axis={axis}
            baseline={baseline}
            hasSearchCost={hasSearchCost}
          />
        ))}
      </tbody>
    </table>
  );
}

import { ChartFigure } from '../charts/chart-figure';
import { LearningRateOverTime } from '../charts/learning-rate-over-time';
import { formatLearningRate } from '../text/learning-rate';
import { TableBehind } from '../ui/data-table';
import { type BoardRow, rankLabel } from './board-row';

const MOST_CURVES = 5;

/** The leading arms' learning rates laid over each other, over the budget that they share. */
export function LeadersFigure({ rows, taskName }: { rows: readonly BoardRow[]; taskName: string }) {
  const leaders = rows.filter(({ curve }) => curve.length > 1).slice(0, MOST_CURVES);
  if (leaders.length === 0) return null;
  const curves = leaders.map((row) => {
    const updates = row.meanUpdates ?? row.curve.length - 1;
    return {
      name: row.notation,
      learningRates: row.curve,
      updates: row.curve.map((_, index) => (index / (row.curve.length - 1)) * updates),
    };
  });
  return (
    <section className="section">
      <h2>The leaders’ curves</h2>
      <ChartFigure
        draw={(size) => (
          <LearningRateOverTime
            curves={curves}
            size={size}
            title={`Learning rates of the leading policies of ${taskName}`}
          />
        )}
        caption="Learning rate of the board’s first arms, update by update."
        behind={
          <TableBehind
            caption="Peaks, halfway and end as a table"
            columns={[
              { name: 'rank' },
              { name: 'policy' },
              { name: 'peak', isNumber: true },
              { name: 'halfway', isNumber: true },
              { name: 'end', isNumber: true },
            ]}
            rows={leaders.map((row) => [
              rankLabel(row),
              <code key="policy">{row.notation}</code>,
              formatLearningRate(Math.max(...row.curve)),
              formatLearningRate(row.curve[Math.floor(row.curve.length / 2)] ?? 0),
              formatLearningRate(row.curve.at(-1) ?? 0),
            ])}
          />
        }
      />
    </section>
  );
}

import { ChartFigure } from '../charts/chart-figure';
import { TimePanels } from '../charts/time-panels';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount, formatNumber, plural } from '../text/numbers';
import { TableBehind } from '../ui/data-table';

interface TracedRun {
  readonly id: string;
  readonly status: string;
  readonly learningRateSemantics: string;
  readonly evaluations: readonly { readonly t: number; readonly split: string }[];
  readonly arm: { readonly budgetUpdates: number };
}

interface Trace {
  readonly update: readonly number[];
  readonly learningRate: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly totalUpdates: number;
}

const TABLE_ROWS = 20;

/** The first update without a loss after which no loss comes again: where a diverged training broke. */
export function divergedAt(status: string, trace: Pick<Trace, 'update' | 'loss' | 'totalUpdates'>): number | null {
  if (status !== 'DIVERGED') return null;
  const lastFinite = trace.loss.findLastIndex((loss) => loss !== null);
  return trace.update[lastFinite + 1] ?? trace.update[lastFinite] ?? trace.totalUpdates;
}

/** A run's trace as two panels on one time axis, and a part of it as a table. */
export function TraceFigure({ run, trace }: { run: TracedRun; trace: Trace }) {
  const step = Math.max(1, Math.floor(trace.update.length / TABLE_ROWS));
  const rows = trace.update.flatMap((t, index) =>
    index % step === 0 || index === trace.update.length - 1 ? [{ t, index }] : [],
  );
  const applied =
    run.learningRateSemantics.toLowerCase() === 'next' ? 'logged for the next update' : 'as the trainer applied it';
  return (
    <ChartFigure
      draw={(size) => (
        <TimePanels
          title={`Learning rate and training loss of run ${run.id}`}
          update={trace.update}
          learningRate={trace.learningRate}
          loss={trace.loss}
          evaluatedAt={[...new Set(run.evaluations.filter(({ split }) => split === 'validation').map(({ t }) => t))]}
          totalUpdates={Math.max(trace.totalUpdates, run.status === 'COMPLETED' ? 0 : run.arm.budgetUpdates)}
          divergedAt={divergedAt(run.status, trace)}
          size={size}
        />
      )}
      caption={`Learning rate ${applied}. Loss: every update thinly, a moving mean over a twentieth of the run as the line. Drawn from ${plural(trace.update.length, 'point')} of ${formatCount(trace.totalUpdates)}; the least and greatest of each stretch are kept.`}
      behind={
        <TableBehind
          caption="Some of its updates as a table"
          columns={[
            { name: 'update', isNumber: true },
            { name: 'learning rate', isNumber: true },
            { name: 'loss', isNumber: true },
          ]}
          rows={rows.map(({ t, index }) => {
            const loss = trace.loss[index] ?? null;
            return [
              formatCount(t),
              formatLearningRate(trace.learningRate[index] ?? 0),
              loss === null ? 'no number' : formatNumber(loss),
            ];
          })}
        />
      }
    />
  );
}

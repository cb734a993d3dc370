import { ChartFigure } from '../charts/chart-figure';
import { LearningRateOverTime } from '../charts/learning-rate-over-time';
import { addressOf } from '../registry/addresses';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount } from '../text/numbers';
import { TableBehind } from '../ui/data-table';

const TABLE_ROWS = 13;

/** A policy's learning rate over a budget that the reader may choose. */
export function PolicyFigure(props: {
  notation: string;
  curve: { readonly update: readonly number[]; readonly learningRate: readonly number[] };
  totalUpdates: number;
  hash: string;
}) {
  const { update, learningRate } = props.curve;
  const step = Math.max(1, Math.floor((update.length - 1) / (TABLE_ROWS - 1)));
  const chosen = update.flatMap((t, index) =>
    index % step === 0 || index === update.length - 1 ? [{ t, index }] : [],
  );
  return (
    <>
      <form action={addressOf.policy(props.hash)} className="mb-3 flex flex-wrap items-end gap-3">
        <label className="small soft">
          Your updates
          <input
            className="field mt-1 block w-32!"
            name="updates"
            inputMode="numeric"
            pattern="[1-9][0-9]{0,6}"
            defaultValue={props.totalUpdates}
          />
        </label>
        <button className="button button-quiet" type="submit">
          Draw
        </button>
      </form>
      <ChartFigure
        draw={(size) => (
          <LearningRateOverTime
            title={`Learning rate of ${props.notation} over ${formatCount(props.totalUpdates)} updates`}
            curves={[{ name: props.notation, updates: update, learningRates: learningRate }]}
            size={size}
            height={300}
          />
        )}
        behind={
          <TableBehind
            caption="Some of its learning rates as a table"
            columns={[
              { name: 'update', isNumber: true },
              { name: 'learning rate', isNumber: true },
            ]}
            rows={chosen.map(({ t, index }) => [formatCount(t), formatLearningRate(learningRate[index] ?? 0)])}
          />
        }
      />
    </>
  );
}

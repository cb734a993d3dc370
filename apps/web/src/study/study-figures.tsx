import { ChartFigure } from '../charts/chart-figure';
import { type ComparedQuantity, RungPlot } from '../charts/rung-plot';
import { TrialCurves } from '../charts/trial-curves';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount, formatNumber } from '../text/numbers';
import { TableBehind } from '../ui/data-table';
import { candidatesOf, curvesOf, notationOf, rungsOf, type StudyTrialData } from './study-data';
import { valuesAt, valueText } from './value-at';

/** What the plan compares by against peak learning rate, rung by rung: what the search saw when it decided. */
export function RungFigure(props: {
  taskName: string;
  trials: readonly StudyTrialData[];
  rungs: readonly number[];
  compared: ComparedQuantity;
  winner: StudyTrialData | null;
}) {
  const { compared } = props;
  const rungs = rungsOf(props.trials, props.rungs, compared.by);
  const points = rungs.map(({ t }) => t);
  if (rungs.length === 0) return null;
  const isCandidate = props.winner !== null && props.winner.candidate !== null;
  return (
    <section className="section mt-0!">
      <h2>Validation {compared.name} against peak, rung by rung</h2>
      <ChartFigure
        draw={(size) => (
          <RungPlot
            title={`Study on ${props.taskName}: validation ${compared.name} against peak learning rate at each rung`}
            rungs={rungs}
            compared={compared}
            best={isCandidate ? (props.winner?.arm?.peakLearningRate ?? null) : null}
            size={size}
          />
        )}
        caption="Each candidate at each rung it came to, on the validation split with the search’s one seed; lines join one template’s. A cross is a trial that had diverged. Paler, thinner and broken: earlier rungs, named by the updates done."
        behind={
          <TableBehind
            caption={`Validation ${compared.name} at every rung as a table`}
            columns={[
              { name: 'policy' },
              { name: 'peak LR', isNumber: true },
              ...points.map((t) => ({ name: `after ${formatCount(t)}`, isNumber: true })),
            ]}
            rows={candidatesOf(props.trials).map((trial) => [
              <code key="policy">{notationOf(trial)}</code>,
              trial.arm === null ? '–' : formatLearningRate(trial.arm.peakLearningRate),
              ...valuesAt(trial, points, compared.by).map((value) => valueText(value, compared.format)),
            ])}
          />
        }
      />
    </section>
  );
}

/** Learning curves of all trials. */
export function CurvesFigure(props: {
  taskName: string;
  trials: readonly StudyTrialData[];
  totalUpdates: number;
  winner: StudyTrialData | null;
  runnerUp: StudyTrialData | null;
}) {
  const curves = curvesOf(props.trials, props);
  if (curves.length === 0) return null;
  // The end stands in the table even where nothing came to it, so that each divergence has a cell.
  const seen = props.trials.flatMap(({ readings }) => readings.map(({ t }) => t));
  const points = [...new Set([...seen, props.totalUpdates])].toSorted((a, b) => a - b);
  return (
    <section className="section">
      <h2>Learning curves</h2>
      <ChartFigure
        draw={(size) => (
          <TrialCurves
            title={`Study on ${props.taskName}: validation loss of every trial`}
            curves={curves}
            totalUpdates={props.totalUpdates}
            size={size}
          />
        )}
        caption="Validation loss of every trial where it was evaluated, as far as it was trained; one that went on from another’s checkpoint shares its beginning. A cross: diverged there."
        behind={
          <TableBehind
            caption="Validation loss as a table"
            columns={[{ name: 'policy' }, ...points.map((t) => ({ name: formatCount(t), isNumber: true }))]}
            rows={props.trials.map((trial) => [
              <code key="policy">{notationOf(trial)}</code>,
              ...valuesAt(trial, points, 'loss').map((value) => valueText(value, formatNumber)),
            ])}
          />
        }
      />
    </section>
  );
}

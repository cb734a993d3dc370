import { ChartFigure } from '../charts/chart-figure';
import { RungPlot } from '../charts/rung-plot';
import { TrialCurves } from '../charts/trial-curves';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount } from '../text/numbers';
import { TableBehind } from '../ui/data-table';
import { candidatesOf, curvesOf, notationOf, rungsOf, type StudyTrialData } from './study-data';
import { lossText } from './study-words';

/** Validation loss against peak learning rate, rung by rung: what the search saw when it decided. */
export function RungFigure(props: {
  taskName: string;
  trials: readonly StudyTrialData[];
  rungs: readonly number[];
  winner: StudyTrialData | null;
}) {
  const rungs = rungsOf(props.trials, props.rungs);
  if (rungs.length === 0) return null;
  const isCandidate = props.winner !== null && props.winner.candidate !== null;
  return (
    <section className="section mt-0!">
      <h2>Loss against peak, rung by rung</h2>
      <ChartFigure
        draw={(size) => (
          <RungPlot
            title={`Study on ${props.taskName}: validation loss against peak learning rate at each rung`}
            rungs={rungs}
            best={isCandidate ? (props.winner?.arm?.peakLearningRate ?? null) : null}
            size={size}
          />
        )}
        caption="Each candidate at each rung it came to, on the validation split with the search’s one seed; lines join one template’s. A cross is a trial that had diverged. Paler and broken: earlier rungs, named by the updates done."
        behind={
          <TableBehind
            caption="Every rung as a table"
            columns={[
              { name: 'policy' },
              { name: 'peak LR', isNumber: true },
              ...rungs.map(({ t }) => ({ name: `after ${formatCount(t)}`, isNumber: true })),
            ]}
            rows={candidatesOf(props.trials).map((trial) => [
              <code key="policy">{notationOf(trial)}</code>,
              trial.arm === null ? '–' : formatLearningRate(trial.arm.peakLearningRate),
              ...rungs.map(({ t }) => lossText(trial.readings.find((reading) => reading.t === t)?.loss)),
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
  const points = [...new Set(props.trials.flatMap(({ readings }) => readings.map(({ t }) => t)))].sort((a, b) => a - b);
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
            caption="The curves as a table"
            columns={[{ name: 'policy' }, ...points.map((t) => ({ name: formatCount(t), isNumber: true }))]}
            rows={props.trials.map((trial) => [
              <code key="policy">{notationOf(trial)}</code>,
              ...points.map((t) => lossText(trial.readings.find((reading) => reading.t === t)?.loss)),
            ])}
          />
        }
      />
    </section>
  );
}

import type { ReactNode } from 'react';
import { ChartFigure } from '../charts/chart-figure';
import { LearningRateOverTime } from '../charts/learning-rate-over-time';
import { RefusalNote } from '../export/refusal-note';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount } from '../text/numbers';
import { CopyButton } from '../ui/copy-button';
import { TableBehind } from '../ui/data-table';
import { Facts } from '../ui/facts';
import type { PlaygroundView, PolicyDrawing } from './playground-view';

/** What was read: the policy's own line, or why it could not be read, with a caret under the column. */
export function Reading({ view, id }: { view: PlaygroundView; id: string }) {
  const { reading, policyRefusals } = view;
  return (
    <div className="reading" id={id} aria-live="polite">
      {reading === null ? null : (
        <p className="reading-line">
          <span className="soft small">normal form</span> <code className="learning-rate-text">{reading.notation}</code>
          <CopyButton text={reading.notation} />
        </p>
      )}
      <RefusalNote refusals={policyRefusals} />
    </div>
  );
}

/** Identity and peak of what was read. */
export function ReadingFacts({ view, compareAddress }: { view: PlaygroundView; compareAddress: ReactNode }) {
  const { reading, drawing } = view;
  if (reading === null) return null;
  return (
    <>
      <Facts
        rows={[
          ['peak', drawing === null ? null : formatLearningRate(drawing.peakLearningRate)],
          ['updates', drawing === null ? null : formatCount(drawing.totalUpdates)],
          [
            'hash',
            <code key="hash" title={reading.hash}>
              {reading.hash.slice(0, 12)}
            </code>,
          ],
        ]}
      />
      <p className="mt-2">{compareAddress}</p>
      <details>
        <summary>The document, in normal form</summary>
        <pre className="scroll-x small">{reading.document}</pre>
      </details>
    </>
  );
}

const TABLE_ROWS = 13;

/** The learning rates of a policy over the reader's run, and for a closed loop what they leave out. */
export function DrawingFigure({ drawing }: { drawing: PolicyDrawing }) {
  const { curve, notation, totalUpdates, metrics } = drawing;
  return (
    <>
      <ChartFigure
        draw={(size) => (
          <LearningRateOverTime
            title={`Learning rate of ${notation} over ${formatCount(totalUpdates)} updates`}
            curves={[{ name: notation, ...curve }]}
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
            rows={tableRows(drawing)}
          />
        }
      />
      {metrics.length === 0 ? null : <ClosedLoopNote metrics={metrics} />}
    </>
  );
}

/** That a policy listens, to what, and that the drawing shows it where it hears nothing. */
export function ClosedLoopNote({ metrics }: { metrics: readonly string[] }) {
  return (
    <p className="note mt-3">
      A closed loop: it listens to{' '}
      {metrics.map((metric, index) => (
        <span key={metric}>
          {index === 0 ? '' : ' and '}
          <code className="metric-text">{metric}</code>
        </span>
      ))}
      , and moves when an evaluation says so. Drawn is what it does where nothing is ever observed.
    </p>
  );
}

function tableRows({ curve }: PolicyDrawing): readonly (readonly string[])[] {
  const { updates, learningRates } = curve;
  const step = Math.max(1, Math.floor((updates.length - 1) / (TABLE_ROWS - 1)));
  return updates.flatMap((update, index) =>
    index % step === 0 || index === updates.length - 1
      ? [[formatCount(update), formatLearningRate(learningRates[index] ?? 0)]]
      : [],
  );
}

import Link from 'next/link';
import { ChartFigure } from '../charts/chart-figure';
import { meanLosses, RangePlot, type RangePlotPoint } from '../charts/range-plot';
import { addressOf } from '../registry/addresses';
import { formatLearningRate, formatLearningRateRange } from '../text/learning-rate';
import { formatCount, formatNumber, plural } from '../text/numbers';
import { formatDay } from '../text/time';
import { TableBehind } from '../ui/data-table';

export interface RangeTestData {
  readonly id: string;
  readonly method: string;
  readonly prefixUpdates: number;
  readonly best: number | null;
  readonly usableLow: number | null;
  readonly usableHigh: number | null;
  readonly edge: number | null;
  readonly seedCount: number;
  readonly receivedAt: string;
  readonly account: { readonly handle: string };
  readonly points: readonly RangePlotPoint[];
}

/** What a range test found, in a sentence. */
export function rangeSentence(
  test: Pick<RangeTestData, 'method' | 'best' | 'usableLow' | 'usableHigh' | 'edge'>,
): string {
  // A ramp has no best: it probes where training blows up, and ranks nothing.
  if (test.method === 'ramp')
    return test.edge === null
      ? 'A ramp that never blew up.'
      : `A ramp that blew up at ${formatLearningRate(test.edge)}.`;
  if (test.best === null) return 'No learning rate of this grid trained at all.';
  const band =
    test.usableLow === null || test.usableHigh === null
      ? ''
      : `, usable from ${formatLearningRateRange(test.usableLow, test.usableHigh).replace(' – ', ' to ')}`;
  const edge = test.edge === null ? ', no failure found above it' : `, failing from ${formatLearningRate(test.edge)}`;
  return `Best at ${formatLearningRate(test.best)}${band}${edge}.`;
}

/** The same tests, grids before ramps: a ramp says less, however new it is. */
export function gridsFirst<T extends Pick<RangeTestData, 'method'>>(tests: readonly T[]): readonly T[] {
  return tests.toSorted((a, b) => Number(a.method === 'ramp') - Number(b.method === 'ramp'));
}

/** How a range test's points came about. */
function originText({ method, prefixUpdates, seedCount }: RangeTestData): string {
  const updates = `${formatCount(prefixUpdates)} updates`;
  return method === 'ramp'
    ? `One training of up to ${updates} whose learning rate rises at each; training loss, unsmoothed. It measures no policy, and ranks nothing.`
    : `Independent short runs of ${updates}, ${plural(seedCount, 'seed')}; each is a prefix of the full schedule at another peak.`;
}

/** A range test: plot, sentence, and the table of its short runs, or of a ramp's updates. */
export function RangeFigure({ test, taskName }: { test: RangeTestData; taskName: string }) {
  const isRamp = test.method === 'ramp';
  return (
    <ChartFigure
      draw={(size) => (
        <RangePlot
          title={
            isRamp
              ? `Ramp of ${taskName}: training loss against learning rate`
              : `Range test of ${taskName}: held-out loss against peak learning rate`
          }
          points={test.points}
          isRamp={isRamp}
          best={test.best}
          usableLow={test.usableLow}
          usableHigh={test.usableHigh}
          edge={test.edge}
          size={size}
        />
      )}
      caption={
        <>
          <b className="learning-rate-text">{rangeSentence(test)}</b> {originText(test)}{' '}
          <Link href={addressOf.rangeTest(test.id)} prefetch={false}>
            By {test.account.handle}, {formatDay(test.receivedAt)}
          </Link>
        </>
      }
      behind={
        <TableBehind
          caption={`The ${String(test.points.length)} ${isRamp ? 'updates' : 'short runs'} as a table`}
          columns={[
            { name: isRamp ? 'LR' : 'peak LR', isNumber: true },
            { name: isRamp ? 'training loss' : 'mean held-out loss', isNumber: true },
            { name: 'each seed' },
          ]}
          rows={meanLosses(test.points).map(({ learningRate, loss }) => [
            formatLearningRate(learningRate),
            loss === null ? 'diverged' : formatNumber(loss),
            test.points
              .filter((point) => point.learningRate === learningRate)
              .map((point) => (point.loss === null ? 'diverged' : formatNumber(point.loss)))
              .join(', '),
          ])}
        />
      }
    />
  );
}

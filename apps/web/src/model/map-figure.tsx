import Link from 'next/link';
import { ChartFigure } from '../charts/chart-figure';
import { LearningRateMap, type MapPoint, type UsableBand } from '../charts/learning-rate-map';
import { evidenceLook, evidenceWord } from '../evidence/evidence';
import { inWords } from '../citation/cited-text';
import type { Answer } from '../policy/answer';
import { formatLearningRate, formatLearningRateRange } from '../text/learning-rate';
import { formatMetric, plural } from '../text/numbers';
import { TableBehind } from '../ui/data-table';
import { EmptyState } from '../ui/empty-state';
import type { EvidenceEntry } from './evidence-entry';
import { isOfQuestion, type Question } from './evidence-of-question';

interface RangeTestBand {
  readonly task: string;
  readonly usableLow: number | null;
  readonly usableHigh: number | null;
  readonly edge: number | null;
}

function valueText(entry: EvidenceEntry): string {
  const value =
    entry.metricValue === null
      ? null
      : `${formatMetric(entry.metricValue, entry.metricUnit)} ${entry.metricName ?? ''}`.trim();
  const adaptation =
    entry.adaptation === 'none'
      ? ''
      : [entry.adaptation, entry.rank === null ? null : `rank ${String(entry.rank)}`].filter(Boolean).join(' ');
  return (
    [value, adaptation, entry.dataset === null ? null : inWords(entry.dataset)].filter(Boolean).join(', ') ||
    evidenceWord(evidenceLook(entry.evidence, entry.standing))
  );
}

/** The band to shade: a range test's where there is one, else the best answer's safe band. */
export function usableBand(best: Answer | undefined, rangeTests: readonly RangeTestBand[]): UsableBand | null {
  const test = rangeTests.find(({ usableLow, usableHigh }) => usableLow !== null && usableHigh !== null);
  if (test !== undefined) {
    return { low: test.usableLow ?? 0, high: test.usableHigh ?? 0, edge: test.edge, label: `usable on ${test.task}` };
  }
  if (best?.safeBandLow == null || best.safeBandHigh === null) return null;
  return { low: best.safeBandLow, high: best.safeBandHigh, edge: null, label: 'safe band of the best answer' };
}

function captionText(points: readonly MapPoint[], band: UsableBand | null, hasLandscape: boolean): string {
  const asideCount = points.filter(({ isAside }) => isAside).length;
  return [
    'One mark a piece of evidence, by the peak of its policy.',
    asideCount === 0 ? '' : `Faint: ${plural(asideCount, 'piece')} of evidence about another adaptation or rank.`,
    band !== null
      ? 'Shaded: where training is as good as the best within its noise.'
      : hasLandscape
        ? 'No band is shaded, for want of a range test; the landscape below shows where training works and where it stops.'
        : 'No band is shaded: no range test of this model says where training stops working.',
  ]
    .filter(Boolean)
    .join(' ');
}

/** The learning-rate map of a model with its table: every piece of evidence on one axis. */
export function MapFigure(props: {
  model: string;
  points: readonly EvidenceEntry[];
  question: Question;
  best: Answer | undefined;
  rangeTests: readonly RangeTestBand[];
  /** Whether the page shows a measured landscape below. */
  hasLandscape: boolean;
  /** The learning-rate domain that every chart of the page shares. */
  domain: readonly [number, number];
}) {
  const band = usableBand(props.best, props.rangeTests);
  const points: readonly MapPoint[] = props.points.map((entry) => ({
    look: evidenceLook(entry.evidence, entry.standing),
    peakLearningRate: entry.peakLearningRate,
    low: entry.low,
    high: entry.high,
    label: inWords(entry.label),
    value: valueText(entry),
    href: entry.href,
    isAside: !isOfQuestion(entry, props.question),
  }));
  return (
    <section>
      <h2>The learning-rate map</h2>
      {points.length === 0 ? (
        <EmptyState command="ratebook tasks">No evidence about this model’s learning rate yet.</EmptyState>
      ) : (
        <ChartFigure
          draw={(size) => (
            <LearningRateMap
              points={points}
              band={band}
              domain={props.domain}
              answer={props.best?.peakLearningRate ?? null}
              size={size}
              title={`Every piece of evidence about the learning rate of ${props.model}`}
            />
          )}
          caption={captionText(points, band, props.hasLandscape)}
          behind={
            <TableBehind
              caption={`The ${String(points.length)} pieces of evidence as a table`}
              columns={[
                { name: 'peak LR', isNumber: true },
                { name: 'evidence' },
                { name: 'what' },
                { name: 'metric', isNumber: true },
                { name: 'optimiser' },
                { name: 'adaptation' },
              ]}
              rows={props.points.map((entry) => [
                entry.low !== null && entry.high !== null
                  ? formatLearningRateRange(entry.low, entry.high)
                  : formatLearningRate(entry.peakLearningRate),
                evidenceWord(evidenceLook(entry.evidence, entry.standing)),
                <Link key="link" href={entry.href} prefetch={false}>
                  {inWords(entry.label)}
                </Link>,
                entry.metricValue === null
                  ? '–'
                  : `${formatMetric(entry.metricValue, entry.metricUnit)} ${entry.metricName ?? ''}`,
                entry.optimizer ?? '–',
                [entry.adaptation, entry.rank === null ? null : `rank ${String(entry.rank)}`]
                  .filter(Boolean)
                  .join(', ') || '–',
              ])}
            />
          }
        />
      )}
    </section>
  );
}

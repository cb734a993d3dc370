import { ChartFigure } from '../charts/chart-figure';
import { LandscapePlot } from '../charts/landscape-plot';
import { formatLearningRateRange } from '../text/learning-rate';
import { formatMetric, plural } from '../text/numbers';
import { TableBehind } from '../ui/data-table';
import { type Source, SourceNote } from '../ui/source-note';
import { binByLearningRate } from './landscape-bins';

export interface LandscapeData {
  readonly title: string;
  readonly dataset: string;
  readonly note: string;
  readonly runCount: number;
  readonly learningRate: readonly number[];
  readonly metricValue: readonly number[];
  readonly metric: { readonly name: string; readonly direction: string; readonly unit: string };
  readonly source: Source;
}

/** A measured learning-rate landscape: somebody else's many runs, metric against peak learning rate. */
export function Landscape({ landscape, domain }: { landscape: LandscapeData; domain: readonly [number, number] }) {
  const { metric } = landscape;
  const format = (value: number) => formatMetric(value, metric.unit);
  const bins = binByLearningRate(landscape.learningRate, landscape.metricValue, metric.direction);
  return (
    <section className="section">
      <h2>{landscape.title}</h2>
      <div className="columns columns-side">
        <ChartFigure
          draw={(size) => (
            <LandscapePlot
              title={`${landscape.title}: ${metric.name} against peak learning rate`}
              learningRate={landscape.learningRate}
              metricValue={landscape.metricValue}
              formatValue={format}
              metricName={`${metric.name} on ${landscape.dataset}`}
              domain={domain}
              medians={bins.map(({ low, high, median }) => ({ learningRate: Math.sqrt(low * high), value: median }))}
              size={size}
            />
          )}
          behind={
            <TableBehind
              caption="The same by quarters of a decade"
              columns={[
                { name: 'peak LR' },
                { name: 'runs', isNumber: true },
                { name: 'best', isNumber: true },
                { name: 'median', isNumber: true },
              ]}
              rows={bins.map((bin) => [
                formatLearningRateRange(bin.low, bin.high),
                bin.count,
                format(bin.best),
                format(bin.median),
              ])}
            />
          }
        />
        <div className="small">
          <p>
            <b>{plural(landscape.runCount, 'run')}</b>, one dot each: {metric.name} on {landscape.dataset}; the line is
            their median by quarters of a decade. Other settings vary too, so read the upper edge of the cloud, not a
            single dot.
          </p>
          <p className="mt-2 soft">{landscape.note}</p>
          <p className="mt-2">
            <SourceNote source={landscape.source} />
          </p>
        </div>
      </div>
    </section>
  );
}

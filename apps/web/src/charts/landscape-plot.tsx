import { scaleLinear } from 'd3-scale';
import { formatLearningRate } from '../text/learning-rate';
import { LearningRateAxisX, LinearAxisY } from './axes';
import type { ChartSize } from './chart-figure';
import { linePath, paddedExtent } from './geometry';
import { learningRateAxis, logDomain } from './log-scale';

export interface LandscapePlotProps {
  readonly title: string;
  readonly learningRate: readonly number[];
  readonly metricValue: readonly number[];
  readonly formatValue: (value: number) => string;
  /** The page's shared learning-rate domain, where the page has one. */
  readonly domain?: readonly [number, number];
  readonly metricName: string;
  /** The median of the runs around a learning rate, drawn as a line over the dots. */
  readonly medians?: readonly { readonly learningRate: number; readonly value: number }[];
  readonly size: ChartSize;
}

/** Many runs as faint dots: metric against peak learning rate. Where dots crowd, the colour deepens; then the medians. */
export function LandscapePlot(props: LandscapePlotProps) {
  const width = props.size === 'wide' ? 680 : 342;
  const height = props.size === 'wide' ? 320 : 260;
  const [left, right, top, foot] = [56, width - 8, 26, height - 44];
  const axis = learningRateAxis(
    props.domain ?? logDomain(props.learningRate),
    [left, right],
    props.size === 'wide' ? 8 : 4,
  );
  const y = scaleLinear().domain(paddedExtent(props.metricValue)).range([foot, top]);
  // All dots in one path: a thousand elements less to send, twice.
  const dots = props.learningRate
    .flatMap((learningRate, index) => {
      const value = props.metricValue[index];
      if (value === undefined || !(learningRate > 0)) return [];
      return [`M${axis.at(learningRate).toFixed(1)},${y(value).toFixed(1)}h0`];
    })
    .join('');
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{props.title}</title>
      <desc>{`${props.learningRate.length} runs, peak learning rates ${formatLearningRate(Math.min(...props.learningRate))} to ${formatLearningRate(Math.max(...props.learningRate))}.`}</desc>
      <LinearAxisY
        ticks={y.ticks(5).map((value) => ({ value, label: props.formatValue(value) }))}
        at={y}
        x={left}
        to={right}
      />
      <text x={0} y={12} className="metric">
        <tspan className="thing-text">{props.metricName}</tspan>
      </text>
      <g className="metric">
        <path d={dots} fill="none" stroke="var(--thing)" strokeOpacity={0.42} strokeWidth={5} strokeLinecap="round" />
        <path
          className="line"
          d={linePath(
            (props.medians ?? []).map(({ learningRate, value }) => ({ x: axis.at(learningRate), y: y(value) })),
          )}
        />
      </g>
      <LearningRateAxisX axis={axis} y={foot} from={left} to={right} />
      <text x={right} y={height - 4} textAnchor="end">
        peak learning rate, logarithmic
      </text>
    </svg>
  );
}

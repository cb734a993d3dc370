import { scaleLinear } from 'd3-scale';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount, formatNumber } from '../text/numbers';
import { LearningRateAxisX, LinearAxisY } from './axes';
import type { ChartSize } from './chart-figure';
import { linePath, paddedExtent, spreadLabels } from './geometry';
import { learningRateAxis, logDomain } from './log-scale';

/** A trial at one rung: its peak, and the validation loss there; null where it had diverged. */
export interface RungPoint {
  readonly peakLearningRate: number;
  readonly loss: number | null;
  /** Points of one family are joined by a line. */
  readonly family: number | null;
  readonly name: string;
}

export interface Rung {
  /** Updates after which it was measured. */
  readonly t: number;
  readonly points: readonly RungPoint[];
}

export interface RungPlotProps {
  readonly title: string;
  readonly rungs: readonly Rung[];
  readonly best: number | null;
  readonly size: ChartSize;
}

const DASHES = ['2 3', '6 3', '9 3 2 3', '4 4'] as const;
const PALEST = 0.45;

/** The last rung is drawn whole, earlier ones paler, so that the eye follows the search. */
const strengthOf = (index: number, count: number) => (count === 1 ? 1 : PALEST + ((1 - PALEST) * index) / (count - 1));

const dashOf = (index: number, count: number) => (index === count - 1 ? undefined : DASHES[index % DASHES.length]);

function familiesOf(points: readonly RungPoint[]): readonly (readonly RungPoint[])[] {
  const families = new Map<number, RungPoint[]>();
  for (const point of points)
    if (point.family !== null) families.set(point.family, [...(families.get(point.family) ?? []), point]);
  return [...families.values()].map((family) => family.toSorted((a, b) => a.peakLearningRate - b.peakLearningRate));
}

/**
 * Validation loss against peak learning rate at each rung of a search: one line a rung and family, paler and broken the
 * earlier it was measured. What had diverged stands as a cross at the upper edge.
 */
export function RungPlot(props: RungPlotProps) {
  const width = props.size === 'wide' ? 680 : 342;
  const height = props.size === 'wide' ? 330 : 300;
  const [left, right, top, foot] = [52, width - (props.size === 'wide' ? 112 : 64), 50, height - 44];
  const all = props.rungs.flatMap(({ points }) => points);
  const axis = learningRateAxis(
    logDomain(all.map(({ peakLearningRate }) => peakLearningRate)),
    [left, right],
    props.size === 'wide' ? 8 : 4,
  );
  const loss = scaleLinear()
    .domain(paddedExtent(all.map((point) => point.loss)))
    .range([foot, top + 8]);
  const count = props.rungs.length;
  // A rung is named beside its rightmost loss.
  const ends = props.rungs.map(({ points }) => {
    const last = points
      .toSorted((a, b) => a.peakLearningRate - b.peakLearningRate)
      .findLast((one) => one.loss !== null);
    return last?.loss == null ? foot : loss(last.loss);
  });
  const labels = spreadLabels(ends, 17, top + 4, foot - 2);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{props.title}</title>
      <desc>{props.rungs.map(({ t, points }) => rungSentence(t, points)).join(' ')}</desc>
      <LinearAxisY
        ticks={loss.ticks(5).map((value) => ({ value, label: formatNumber(value) }))}
        at={loss}
        x={left}
        to={right}
      />
      <text x={0} y={14} className="loss">
        <tspan className="thing-text">validation loss</tspan>
      </text>
      {props.best === null ? null : (
        <g className="learning-rate">
          <path className="line" d={`M${axis.at(props.best)},${top}V${foot}`} strokeWidth={1} />
          <text
            className="thing-text"
            x={Math.min(Math.max(axis.at(props.best), left + 40), right)}
            y={top - 8}
            textAnchor="middle"
            fontWeight={600}
          >
            {`winner ${formatLearningRate(props.best)}`}
          </text>
        </g>
      )}
      {props.rungs.map(({ t, points }, index) => (
        <g key={t} className="loss" strokeOpacity={strengthOf(index, count)}>
          {familiesOf(points).map((family, at) => (
            <path
              key={at}
              className="line"
              strokeDasharray={dashOf(index, count)}
              d={linePath(
                family.map((point) =>
                  point.loss === null ? null : { x: axis.at(point.peakLearningRate), y: loss(point.loss) },
                ),
              )}
            />
          ))}
          {points.map((point, at) => (
            <RungMark
              key={at}
              point={point}
              t={t}
              x={axis.at(point.peakLearningRate)}
              y={point.loss === null ? top : loss(point.loss)}
              isRight={axis.at(point.peakLearningRate) > width * 0.6}
              opacity={strengthOf(index, count)}
            />
          ))}
          <text className="thing-text" x={right + 8} y={labels[index]} dy="0.32em">
            {props.size === 'wide' ? `${formatCount(t)} updates` : formatCount(t)}
          </text>
        </g>
      ))}
      <LearningRateAxisX axis={axis} y={foot} from={left} to={right} />
      <text x={right} y={height - 4} textAnchor="end">
        peak learning rate, logarithmic
      </text>
    </svg>
  );
}

function RungMark(props: { point: RungPoint; t: number; x: number; y: number; isRight: boolean; opacity: number }) {
  const { point, x, y } = props;
  const value = `${formatLearningRate(point.peakLearningRate)}: ${point.loss === null ? 'diverged' : formatNumber(point.loss)}`;
  return (
    <g className="mark" tabIndex={0}>
      <title>{`${point.name}, after ${formatCount(props.t)} updates: ${point.loss === null ? 'diverged' : formatNumber(point.loss)}`}</title>
      {point.loss === null ? (
        <path className="diverged shape" d={`M${x - 4},${y - 4}l8,8m0,-8l-8,8`} />
      ) : (
        <circle className="dot shape" cx={x} cy={y} r={4} fillOpacity={props.opacity} />
      )}
      <text className="mark-value" x={x} y={y - 10} textAnchor={props.isRight ? 'end' : 'start'}>
        {value}
      </text>
    </g>
  );
}

function rungSentence(t: number, points: readonly RungPoint[]): string {
  const finite = points.flatMap(({ loss, peakLearningRate }) => (loss === null ? [] : [{ loss, peakLearningRate }]));
  const [least] = finite.toSorted((a, b) => a.loss - b.loss);
  const after = `After ${formatCount(t)} updates`;
  return least === undefined
    ? `${after} every trial had diverged.`
    : `${after} the least validation loss is ${formatNumber(least.loss)} at a peak of ${formatLearningRate(least.peakLearningRate)}.`;
}

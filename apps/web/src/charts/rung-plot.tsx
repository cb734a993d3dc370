import { scaleLinear } from 'd3-scale';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount } from '../text/numbers';
import { LearningRateAxisX, LinearAxisY } from './axes';
import type { ChartSize } from './chart-figure';
import { linePath, paddedExtent, spreadLabels } from './geometry';
import { learningRateAxis, logDomain } from './log-scale';
import { type Strength, strengthOf } from './strength';

/** What trials are compared by, on the validation split. */
export interface ComparedQuantity {
  readonly by: 'loss' | 'metric';
  /** As a reader knows it, with its unit where the values do not carry it: `loss`, `accuracy`, `perplexity, points`. */
  readonly name: string;
  readonly isGreaterBetter: boolean;
  readonly format: (value: number) => string;
}

/** A trial at one rung: its peak, and what it was worth there; null where it had diverged. */
export interface RungPoint {
  readonly peakLearningRate: number;
  readonly value: number | null;
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
  readonly compared: ComparedQuantity;
  readonly best: number | null;
  readonly size: ChartSize;
}

const DASHES = ['2 3', '6 3', '9 3 2 3', '4 4'] as const;

/** The last rung is drawn whole, earlier ones weaker, so that the eye follows the search. */
const strengthOfRung = (index: number, count: number) => strengthOf(count === 1 ? 1 : index / (count - 1));

const dashOf = (index: number, count: number) => (index === count - 1 ? undefined : DASHES[index % DASHES.length]);

function familiesOf(points: readonly RungPoint[]): readonly (readonly RungPoint[])[] {
  const families = new Map<number, RungPoint[]>();
  for (const point of points)
    if (point.family !== null) families.set(point.family, [...(families.get(point.family) ?? []), point]);
  return [...families.values()].map((family) => family.toSorted((a, b) => a.peakLearningRate - b.peakLearningRate));
}

/**
 * What trials were compared by against peak learning rate at each rung of a search: one line a rung and family, paler,
 * thinner and broken the earlier it was measured. What had diverged stands as a cross at the edge of the worse values.
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
  const { format, name, by, isGreaterBetter } = props.compared;
  // Room at the worse edge, where the crosses stand.
  const at = scaleLinear()
    .domain(paddedExtent(all.map(({ value }) => value)))
    .range(isGreaterBetter ? [foot - 12, top] : [foot, top + 8]);
  const edge = isGreaterBetter ? foot : top;
  const count = props.rungs.length;
  // A rung is named beside its rightmost value.
  const ends = props.rungs.map(({ points }) => {
    const last = points
      .toSorted((a, b) => a.peakLearningRate - b.peakLearningRate)
      .findLast(({ value }) => value !== null);
    return last?.value == null ? foot : at(last.value);
  });
  const labels = spreadLabels(ends, 17, top + 4, foot - 2);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{props.title}</title>
      <desc>{props.rungs.map(({ t, points }) => rungSentence(t, points, props.compared)).join(' ')}</desc>
      <LinearAxisY ticks={at.ticks(5).map((value) => ({ value, label: format(value) }))} at={at} x={left} to={right} />
      <text x={0} y={14} className={by}>
        <tspan className="thing-text">{`validation ${name}`}</tspan>
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
        <g key={t} className={by}>
          {familiesOf(points).map((family, place) => (
            <path
              key={place}
              className="line"
              strokeDasharray={dashOf(index, count)}
              strokeOpacity={strengthOfRung(index, count).opacity}
              style={{ strokeWidth: strengthOfRung(index, count).lineWidth }}
              d={linePath(
                family.map(({ value, peakLearningRate }) =>
                  value === null ? null : { x: axis.at(peakLearningRate), y: at(value) },
                ),
              )}
            />
          ))}
          {points.map((point, place) => (
            <RungMark
              key={place}
              point={point}
              t={t}
              text={point.value === null ? 'diverged' : format(point.value)}
              x={axis.at(point.peakLearningRate)}
              y={point.value === null ? edge : at(point.value)}
              isRight={axis.at(point.peakLearningRate) > width * 0.6}
              strength={strengthOfRung(index, count)}
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

function RungMark(props: {
  point: RungPoint;
  t: number;
  text: string;
  x: number;
  y: number;
  isRight: boolean;
  strength: Strength;
}) {
  const { point, text, x, y, strength } = props;
  return (
    <g className="mark" tabIndex={0}>
      <title>{`${point.name}, after ${formatCount(props.t)} updates: ${text}`}</title>
      {point.value === null ? (
        <path className="diverged shape" d={`M${x - 4},${y - 4}l8,8m0,-8l-8,8`} />
      ) : (
        <circle className="dot shape" cx={x} cy={y} r={strength.radius} fillOpacity={strength.opacity} />
      )}
      <text className="mark-value" x={x} y={y - 10} textAnchor={props.isRight ? 'end' : 'start'}>
        {`${formatLearningRate(point.peakLearningRate)}: ${text}`}
      </text>
    </g>
  );
}

function rungSentence(t: number, points: readonly RungPoint[], compared: ComparedQuantity): string {
  const { name, isGreaterBetter, format } = compared;
  const finite = points.flatMap(({ value, peakLearningRate }) => (value === null ? [] : [{ value, peakLearningRate }]));
  const [best] = finite.toSorted((a, b) => (isGreaterBetter ? b.value - a.value : a.value - b.value));
  const after = `After ${formatCount(t)} updates`;
  return best === undefined
    ? `${after} every trial had diverged.`
    : `${after} the ${isGreaterBetter ? 'greatest' : 'least'} validation ${name} is ${format(best.value)} at a peak of ${formatLearningRate(best.peakLearningRate)}.`;
}

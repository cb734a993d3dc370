import { scaleLinear } from 'd3-scale';
import { formatLearningRate } from '../text/learning-rate';
import { formatLarge } from '../text/numbers';
import { LearningRateAxisY, LinearAxisX } from './axes';
import type { ChartSize } from './chart-figure';
import { CurveReadings } from './curve-readings';
import { linePath, spreadLabels } from './geometry';
import { learningRateAxis } from './log-scale';

/** One policy over its budget. */
export interface TimeCurve {
  readonly name: string;
  /** Names the line where there is no room for more: A, B … */
  readonly letter?: string;
  readonly updates: readonly number[];
  readonly learningRates: readonly number[];
}

const DASHES = [undefined, '7 3', '2 3', '9 3 2 3', '4 4', '12 2'] as const;
/** Pixels for the names on the right: on a wide drawing a share of it, and so many characters. */
const LABELS = { share: 0.31, pixelsACharacter: 6.9, narrow: 26 } as const;
/** Below a thousandth of the greatest peak a learning rate is drawn at the foot: on this axis 0 lies infinitely far down. */
const FLOOR_RATIO = 1e-3;

/** Domain of the learning rates of some curves: from their least (at most three decades down) to a little over their peak;
 * 1e-5 to 1e-3 where no learning rate is positive.
 */
export function curveDomain(curves: readonly TimeCurve[]): readonly [number, number] {
  const values = curves.flatMap(({ learningRates }) => learningRates).filter((value) => value > 0);
  if (values.length === 0) return [1e-5, 1e-3];
  const peak = Math.max(...values);
  const least = Math.max(Math.min(...values, peak), peak * FLOOR_RATIO);
  return [Math.min(least / 1.2, peak / 12), peak * 1.3];
}

/**
 * Learning rates over updates, several policies laid over each other and named at their peaks' height on the right; line
 * styles differ, since all of them are teal. Axis logarithmic; what goes to 0 ends at the foot.
 */
export function LearningRateOverTime(props: {
  curves: readonly TimeCurve[];
  title: string;
  size: ChartSize;
  height?: number;
  /** Pixels of the wide drawing: 680, unless it has a page to itself. */
  wideWidth?: number;
}) {
  const width = props.size === 'wide' ? (props.wideWidth ?? 680) : 342;
  const labelWidth = props.size === 'wide' ? Math.round(width * LABELS.share) : LABELS.narrow;
  const height = props.height ?? 280;
  const isNamed = props.curves.length > 1 && (props.size === 'wide' || props.curves[0]?.letter !== undefined);
  const [left, right, top, foot] = [52, width - (isNamed ? labelWidth : 10), 26, height - 42];
  const domain = curveDomain(props.curves);
  const axis = learningRateAxis(domain, [foot, top], 6);
  const lastUpdate = Math.max(1, ...props.curves.flatMap(({ updates }) => updates));
  const x = scaleLinear().domain([0, lastUpdate]).range([left, right]);
  const goesToZero = props.curves.some(({ learningRates }) => learningRates.some((value) => value < domain[0]));
  // Of several curves the letters say whose value it is; a phone has no room for them.
  const isReadOff =
    props.curves.length === 1 || (props.size === 'wide' && props.curves.every(({ letter }) => letter !== undefined));
  const drawn = props.curves.map(({ updates, learningRates }) =>
    learningRates.map((value, index) => ({ x: x(updates[index] ?? 0), y: axis.at(Math.max(value, domain[0])) })),
  );
  const labels = spreadLabels(
    drawn.map((points) => points.at(Math.floor(points.length * 0.92))?.y ?? foot),
    17,
    top + 4,
    foot - 2,
  );
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{props.title}</title>
      <desc>
        {props.curves
          .map(({ name, learningRates }) => `${name}: peak ${formatLearningRate(Math.max(...learningRates, 0))}`)
          .join('; ')}
      </desc>
      <LearningRateAxisY axis={axis} x={left} to={right} />
      <text x={0} y={12} className="learning-rate">
        <tspan className="thing-text">learning rate, logarithmic</tspan>
      </text>
      <g className="learning-rate">
        {drawn.map((points, index) => (
          <g key={index} className="mark">
            <title>{props.curves[index]?.name}</title>
            <path className="line" d={linePath(points)} strokeDasharray={DASHES[index % DASHES.length]} />
          </g>
        ))}
        {isNamed
          ? props.curves.map(({ name, letter }, index) => (
              <LineLabel
                key={index}
                name={name}
                letter={letter}
                dash={DASHES[index % DASHES.length]}
                x={right}
                y={labels[index] ?? 0}
                size={props.size}
                characters={Math.floor((labelWidth - 40) / LABELS.pixelsACharacter)}
              />
            ))
          : null}
      </g>
      {goesToZero ? (
        <text x={left + 6} y={foot - 6}>
          at or near 0
        </text>
      ) : null}
      <LinearAxisX
        ticks={x.ticks(props.size === 'wide' ? 6 : 4).map((value) => ({ value, label: formatLarge(value) }))}
        at={x}
        y={foot}
        from={left}
        to={right}
      />
      <text x={right} y={height - 4} textAnchor="end">
        updates
      </text>
      {isReadOff ? (
        <CurveReadings curves={props.curves} at={x} left={left} right={right} top={top} foot={foot} />
      ) : null}
    </svg>
  );
}

/** The name of a line beside its end: on a phone its letter, elsewhere its stroke and as much of its name as has room. */
function LineLabel(props: {
  name: string;
  letter: string | undefined;
  dash: string | undefined;
  x: number;
  y: number;
  size: ChartSize;
  characters: number;
}) {
  const { letter, x, y } = props;
  if (props.size === 'narrow')
    return (
      <text className="thing-text" x={x + 8} y={y} dy="0.32em">
        {letter}
      </text>
    );
  return (
    <g>
      <path className="line" strokeDasharray={props.dash} d={`M${x + 8},${y}h26`} />
      <text className="thing-text" x={x + 40} y={y} dy="0.32em">
        {shortened(letter === undefined ? props.name : `${letter}  ${props.name}`, props.characters)}
      </text>
    </g>
  );
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

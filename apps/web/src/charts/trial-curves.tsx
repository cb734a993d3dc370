import { scaleLinear, scaleLog } from 'd3-scale';
import { formatCount, formatLarge, formatNumber } from '../text/numbers';
import { LinearAxisX, LinearAxisY } from './axes';
import type { ChartSize } from './chart-figure';
import { extent, linePath, paddedExtent, spreadLabels } from './geometry';
import { logTicks } from './log-scale';
import { strengthOf } from './strength';

/** One training's validation loss over updates. */
export interface TrialCurve {
  readonly name: string;
  readonly readings: readonly { readonly t: number; readonly loss: number | null }[];
  /** Named on the drawing: the winner, the runner-up. */
  readonly label: string | null;
  /** Updates done when it diverged; null where it did not. */
  readonly divergedAt: number | null;
}

const LOG_FROM = 12;

/** Validation loss of every trial over its updates: thin lines, the winner's and the runner-up's whole and named. */
export function TrialCurves(props: {
  title: string;
  curves: readonly TrialCurve[];
  totalUpdates: number;
  size: ChartSize;
}) {
  const width = props.size === 'wide' ? 680 : 342;
  const height = props.size === 'wide' ? 330 : 290;
  const [left, right, top, foot] = [52, width - (props.size === 'wide' ? 96 : 78), 30, height - 44];
  const losses = props.curves.flatMap(({ readings }) => readings.map(({ loss }) => loss));
  const [least, greatest] = extent(losses) ?? [0, 1];
  const isLog = least > 0 && greatest / least > LOG_FROM;
  const y = isLog
    ? scaleLog()
        .domain([least / 1.1, greatest * 1.1])
        .range([foot, top])
    : scaleLinear().domain(paddedExtent(losses)).range([foot, top]);
  const ticks = isLog
    ? logTicks(least / 1.1, greatest * 1.1, 5).flatMap(({ value, isLabelled }) => (isLabelled ? [value] : []))
    : y.ticks(5);
  const x = scaleLinear().domain([0, props.totalUpdates]).range([left, right]);
  // Named ones are drawn last, over the others.
  const ordered = props.curves.toSorted((a, b) => Number(a.label !== null) - Number(b.label !== null));
  const named = ordered.filter(({ label }) => label !== null);
  const labelYs = spreadLabels(
    named.map(({ readings }) => y(readings.findLast(({ loss }) => loss !== null)?.loss ?? least)),
    17,
    top + 4,
    foot - 2,
  );
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{props.title}</title>
      <desc>
        {named
          .map(({ label, name, readings }) => {
            const last = readings.findLast(({ loss }) => loss !== null);
            return `${label ?? ''} ${name} ends at ${last?.loss == null ? 'no loss' : formatNumber(last.loss)}.`;
          })
          .join(' ')}
      </desc>
      <LinearAxisY ticks={ticks.map((value) => ({ value, label: formatNumber(value) }))} at={y} x={left} to={right} />
      <text x={0} y={12} className="loss">
        <tspan className="thing-text">{isLog ? 'validation loss, logarithmic' : 'validation loss'}</tspan>
      </text>
      <g className="loss">
        {ordered.map((curve, index) => {
          const points = curve.readings.map(({ t, loss }) => (loss === null ? null : { x: x(t), y: y(loss) }));
          const end = points.findLast((point) => point !== null);
          const strength = strengthOf(curve.label === null ? 0 : 1);
          return (
            <g key={index} className="mark" tabIndex={0}>
              <title>{curve.name}</title>
              <path
                className="line"
                strokeOpacity={strength.opacity}
                style={{ strokeWidth: strength.lineWidth }}
                strokeDasharray={curve.label === 'runner-up' ? '7 3' : undefined}
                d={linePath(points)}
              />
              {curve.divergedAt === null ? (
                end === undefined ? null : (
                  <circle
                    className="dot shape"
                    cx={end.x}
                    cy={end.y}
                    r={strength.radius}
                    fillOpacity={strength.opacity}
                  />
                )
              ) : (
                <path className="diverged shape" d={`M${x(curve.divergedAt) - 4},${top - 4}l8,8m0,-8l-8,8`} />
              )}
            </g>
          );
        })}
        {named.map(({ label }, index) => (
          <text key={label} className="thing-text" x={right + 8} y={labelYs[index]} dy="0.32em">
            {label}
          </text>
        ))}
      </g>
      <LinearAxisX
        ticks={x.ticks(props.size === 'wide' ? 7 : 4).map((value) => ({ value, label: formatLarge(value) }))}
        at={x}
        y={foot}
        from={left}
        to={right}
      />
      <text x={right} y={height - 4} textAnchor="end">
        {`updates, of ${formatCount(props.totalUpdates)}`}
      </text>
    </svg>
  );
}

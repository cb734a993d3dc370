import { scaleLinear } from 'd3-scale';
import { extent, paddedExtent } from './geometry';

const WIDTH = 272;
const [LEFT, RIGHT] = [8, WIDTH - 8];

/** A row this many times farther out than all better rows reach would press them into one dot. */
const SQUEEZE = 8;

/** The one axis that all interval bars of a column share. */
export interface IntervalAxis {
  /** Where a value stands, in pixels; what lies outside is held at the end. */
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  readonly domain: readonly [number, number];
}

/** Mean and bounds of one row, in the metric's unit. */
export interface Interval {
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

const valuesOf = ({ mean, lower, upper }: Interval) => [mean, lower, upper];

/**
 * An axis for rows given best first. It holds every mean and bound, but for rows at the end that lie so far out (a policy
 * that diverged, say) that the others could no longer be told apart: these are drawn as arrows at the axis' end.
 */
export function intervalAxis(rows: readonly Interval[]): IntervalAxis {
  let kept = rows.filter(({ mean }) => mean !== null);
  for (let last = kept.length - 1; last >= 2; last -= 1) {
    const [low, high] = extent(kept.slice(0, last).flatMap(valuesOf)) ?? [0, 0];
    const [leastWithIt, mostWithIt] = extent(kept.slice(0, last + 1).flatMap(valuesOf)) ?? [0, 0];
    if (high > low && mostWithIt - leastWithIt > SQUEEZE * (high - low)) kept = kept.slice(0, last);
  }
  const domain = paddedExtent(kept.flatMap(valuesOf));
  const scale = scaleLinear().domain(domain).range([LEFT, RIGHT]).clamp(true);
  return { at: (value) => scale(value), ticks: scale.ticks(3), domain };
}

/** The axis itself, for the column's head. */
export function IntervalAxisHead({ axis, format }: { axis: IntervalAxis; format: (value: number) => string }) {
  return (
    <svg viewBox={`0 0 ${WIDTH} 22`} width={WIDTH} height={22} aria-hidden="true">
      {axis.ticks.map((value) => (
        <g key={value} transform={`translate(${axis.at(value).toFixed(1)},0)`}>
          <text y={12} textAnchor="middle">
            {format(value)}
          </text>
          <path className="axis-line" d="M0,17v5" />
        </g>
      ))}
    </svg>
  );
}

export interface IntervalBarProps extends Interval {
  readonly axis: IntervalAxis;
  /** The baseline's mean, drawn through every row. */
  readonly baseline: number | null;
  readonly label: string;
}

/** Mean and bounds of one row on the column's shared axis; the broken line is the baseline's mean. */
export function IntervalBar({ axis, mean, lower, upper, baseline, label }: IntervalBarProps) {
  const middle = 13;
  const [low, high] = axis.domain;
  if (mean !== null && (mean < low || mean > high)) {
    const [x, direction] = mean < low ? [LEFT, -1] : [RIGHT, 1];
    return (
      <svg viewBox={`0 0 ${WIDTH} 26`} width={WIDTH} height={26} role="img" aria-label={label} className="metric">
        <title>{label}</title>
        <path
          d={`M${x},${middle - 5}l${6 * direction},5l${-6 * direction},5z`}
          fill="var(--metric)"
          stroke="var(--metric)"
        />
        <text x={x - 10 * direction} y={middle + 4} textAnchor={direction < 0 ? 'start' : 'end'}>
          far off this axis
        </text>
      </svg>
    );
  }
  return (
    <svg viewBox={`0 0 ${WIDTH} 26`} width={WIDTH} height={26} role="img" aria-label={label} className="metric">
      <title>{label}</title>
      {axis.ticks.map((value) => (
        <path key={value} className="grid-line" d={`M${axis.at(value).toFixed(1)},0V26`} />
      ))}
      {baseline === null ? null : (
        <path className="axis-line" strokeDasharray="3 3" d={`M${axis.at(baseline).toFixed(1)},0V26`} />
      )}
      {lower === null || upper === null ? null : (
        <>
          <rect
            className="interval-band"
            x={axis.at(lower)}
            y={middle - 6}
            width={Math.max(1, axis.at(upper) - axis.at(lower))}
            height={12}
            rx={2}
          />
          <path
            className="interval-line"
            d={`M${axis.at(lower)},${middle - 6}v12M${axis.at(upper)},${middle - 6}v12`}
          />
        </>
      )}
      {mean === null ? null : (
        <circle cx={axis.at(mean)} cy={middle} r={4.5} fill="var(--metric)" stroke="var(--paper)" />
      )}
    </svg>
  );
}

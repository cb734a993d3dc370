import { scaleLinear } from 'd3-scale';
import { paddedExtent } from './geometry';

const WIDTH = 272;
const [LEFT, RIGHT] = [8, WIDTH - 8];

/** The one axis that all interval bars of a column share. */
export interface IntervalAxis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** An axis that holds every mean and bound of a column. */
export function intervalAxis(values: readonly (number | null)[]): IntervalAxis {
  const scale = scaleLinear().domain(paddedExtent(values)).range([LEFT, RIGHT]).clamp(true);
  const ticks = scale.ticks(4);
  return { at: (value) => scale(value), ticks };
}

/** The axis itself, for the column's head. */
export function IntervalAxisHead({ axis, format }: { axis: IntervalAxis; format: (value: number) => string }) {
  return (
    <svg viewBox={`0 0 ${WIDTH} 22`} width={WIDTH} height={22} aria-hidden="true">
      {axis.ticks.map((value) => (
        <g key={value} transform={`translate(${axis.at(value).toFixed(1)},0)`}>
          <text y={12} textAnchor="middle" fontSize={12}>
            {format(value)}
          </text>
          <path className="axis-line" d="M0,17v5" />
        </g>
      ))}
    </svg>
  );
}

export interface IntervalBarProps {
  readonly axis: IntervalAxis;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The baseline's mean, drawn through every row. */
  readonly baseline: number | null;
  readonly label: string;
}

/** Mean and bounds of one row on the column's shared axis; the broken line is the baseline's mean. */
export function IntervalBar({ axis, mean, lower, upper, baseline, label }: IntervalBarProps) {
  const middle = 13;
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

import { formatLearningRate } from '../text/learning-rate';
import type { LearningRateAxis } from './log-scale';

/** A logarithmic learning-rate axis along the foot of a drawing. */
export function LearningRateAxisX({
  axis,
  y,
  from,
  to,
}: {
  axis: LearningRateAxis;
  y: number;
  from: number;
  to: number;
}) {
  return (
    <g>
      <path className="axis-line" d={`M${from},${y}H${to}`} />
      {axis.ticks.map(({ value, isLabelled }) => (
        <g key={value} transform={`translate(${axis.at(value).toFixed(1)},${y})`}>
          <path className="axis-line" d={`M0,0v${isLabelled ? 6 : 3}`} />
          {isLabelled ? (
            <text y={20} textAnchor="middle">
              {formatLearningRate(value)}
            </text>
          ) : null}
        </g>
      ))}
    </g>
  );
}

/** A logarithmic learning-rate axis up the left side, with a grid. */
export function LearningRateAxisY({ axis, x, to }: { axis: LearningRateAxis; x: number; to: number }) {
  return (
    <g>
      {axis.ticks
        .filter(({ isLabelled }) => isLabelled)
        .map(({ value }) => (
          <g key={value} transform={`translate(0,${axis.at(value).toFixed(1)})`}>
            <path className="grid-line" d={`M${x},0H${to}`} />
            <text x={x - 8} dy="0.32em" textAnchor="end">
              {formatLearningRate(value)}
            </text>
          </g>
        ))}
    </g>
  );
}

export interface LinearTick {
  readonly value: number;
  readonly label: string;
}

/** Labelled values up the left side, with a grid. */
export function LinearAxisY(props: {
  ticks: readonly LinearTick[];
  at: (value: number) => number;
  x: number;
  to: number;
}) {
  return (
    <g>
      {props.ticks.map(({ value, label }) => (
        <g key={value} transform={`translate(0,${props.at(value).toFixed(1)})`}>
          <path className="grid-line" d={`M${props.x},0H${props.to}`} />
          <text x={props.x - 8} dy="0.32em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}

/** Labelled values along the foot: updates, most of the time. */
export function LinearAxisX(props: {
  ticks: readonly LinearTick[];
  at: (value: number) => number;
  y: number;
  from: number;
  to: number;
}) {
  return (
    <g>
      <path className="axis-line" d={`M${props.from},${props.y}H${props.to}`} />
      {props.ticks.map(({ value, label }) => (
        <g key={value} transform={`translate(${props.at(value).toFixed(1)},${props.y})`}>
          <path className="axis-line" d="M0,0v6" />
          <text y={20} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}

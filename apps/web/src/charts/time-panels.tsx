import { scaleLinear, scaleLog } from 'd3-scale';
import { formatLearningRate } from '../text/learning-rate';
import { formatCount, formatLarge, formatNumber } from '../text/numbers';
import { LearningRateAxisY, LinearAxisX, LinearAxisY } from './axes';
import type { ChartSize } from './chart-figure';
import { extent, linePath, paddedExtent } from './geometry';
import { curveDomain } from './learning-rate-over-time';
import { learningRateAxis, logTicks } from './log-scale';

export interface TimePanelsProps {
  readonly title: string;
  readonly update: readonly number[];
  readonly learningRate: readonly number[];
  readonly loss: readonly (number | null)[];
  /** Updates at which the validation split was evaluated. */
  readonly evaluatedAt: readonly number[];
  readonly totalUpdates: number;
  /** The first update whose loss was no number; null where training did not diverge. */
  readonly divergedAt: number | null;
  readonly size: ChartSize;
}

/** Two panels on one time axis: the learning rate that was applied, and the training loss of each update. */
export function TimePanels(props: TimePanelsProps) {
  const width = props.size === 'wide' ? 680 : 342;
  const [left, right] = [52, width - 10];
  const panel = props.size === 'wide' ? 130 : 110;
  const [rateTop, lossTop] = [24, 24 + panel + 44];
  const foot = lossTop + panel;
  const height = foot + 42;
  const x = scaleLinear()
    .domain([0, Math.max(1, props.totalUpdates)])
    .range([left, right]);
  const domain = curveDomain([{ name: '', updates: props.update, learningRates: props.learningRate }]);
  const rate = learningRateAxis(domain, [rateTop + panel, rateTop], 4);
  const [least, greatest] = extent(props.loss) ?? [0, 1];
  const isLog = least > 0 && greatest / least > 20;
  const loss = isLog
    ? scaleLog()
        .domain([least / 1.1, greatest * 1.1])
        .range([foot, lossTop])
    : scaleLinear().domain(paddedExtent(props.loss)).range([foot, lossTop]);
  const lossTicks = isLog
    ? logTicks(least / 1.1, greatest * 1.1, 5).flatMap(({ value, isLabelled }) => (isLabelled ? [value] : []))
    : loss.ticks(4);
  const smoothed = smoothLoss(props.loss);
  const toPoints = (values: readonly (number | null)[]) =>
    values.map((value, index) => (value === null ? null : { x: x(props.update[index] ?? 0), y: loss(value) }));
  const divergedX = props.divergedAt === null ? 0 : x(props.divergedAt);
  const isRight = divergedX > width / 2;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{props.title}</title>
      <desc>
        {`Learning rate up to ${formatLearningRate(Math.max(...props.learningRate, 0))}; training loss from ${formatNumber(props.loss.find((value) => value !== null) ?? 0)} to ${formatNumber(props.loss.findLast((value) => value !== null) ?? 0)} over ${formatCount(props.totalUpdates)} updates.`}
      </desc>
      {props.evaluatedAt.map((t) => (
        <path key={t} className="grid-line" strokeDasharray="2 3" d={`M${x(t)},${rateTop}V${foot}`} />
      ))}
      <text x={0} y={12} className="learning-rate">
        <tspan className="thing-text">learning rate, logarithmic</tspan>
      </text>
      <LearningRateAxisY axis={rate} x={left} to={right} />
      <g className="learning-rate">
        <path
          className="line"
          d={linePath(
            props.learningRate.map((value, index) => ({
              x: x(props.update[index] ?? 0),
              y: rate.at(Math.max(value, domain[0])),
            })),
          )}
        />
      </g>
      <text x={0} y={lossTop - 12} className="loss">
        <tspan className="thing-text">{isLog ? 'training loss, logarithmic' : 'training loss'}</tspan>
      </text>
      <LinearAxisY
        ticks={lossTicks.map((value) => ({ value, label: formatNumber(value) }))}
        at={loss}
        x={left}
        to={right}
      />
      <g className="loss">
        <path className="line" strokeOpacity={0.35} strokeWidth={1} d={linePath(toPoints(props.loss))} />
        <path className="line" d={linePath(toPoints(smoothed))} />
      </g>
      {props.divergedAt === null ? null : (
        <>
          <path className="edge" d={`M${divergedX},${rateTop}V${foot}`} />
          <text
            className="bad"
            x={divergedX + (isRight ? -6 : 6)}
            y={lossTop + 12}
            textAnchor={isRight ? 'end' : 'start'}
          >
            {`diverged at update ${formatCount(props.divergedAt)}`}
          </text>
        </>
      )}
      <LinearAxisX
        ticks={x.ticks(props.size === 'wide' ? 7 : 4).map((value) => ({ value, label: formatLarge(value) }))}
        at={x}
        y={foot}
        from={left}
        to={right}
      />
      <text x={right} y={height - 4} textAnchor="end">
        updates; dotted: evaluations
      </text>
    </svg>
  );
}

/**
 * A centred moving mean over a twentieth of the points, for the eye alone: the raw losses are drawn beneath it. Where a
 * loss is missing the mean is missing too.
 */
export function smoothLoss(losses: readonly (number | null)[]): readonly (number | null)[] {
  const reach = Math.max(1, Math.round(losses.length / 40));
  return losses.map((loss, index) => {
    if (loss === null) return null;
    const near = losses.slice(Math.max(0, index - reach), index + reach + 1).filter((value) => value !== null);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

import { scaleLinear, scaleLog } from 'd3-scale';
import { formatLearningRate } from '../text/learning-rate';
import { formatNumber } from '../text/numbers';
import { LearningRateAxisX, LinearAxisY } from './axes';
import type { ChartSize } from './chart-figure';
import { linePath, paddedExtent } from './geometry';
import { learningRateAxis, logDomain, logTicks } from './log-scale';

/** One short run of a range test; `loss` is the held-out loss at its end, null where it diverged. */
export interface RangePlotPoint {
  readonly learningRate: number;
  readonly seed: number;
  readonly loss: number | null;
  readonly startLoss: number;
}

export interface RangePlotProps {
  readonly title: string;
  readonly points: readonly RangePlotPoint[];
  readonly best: number | null;
  readonly usableLow: number | null;
  readonly usableHigh: number | null;
  readonly edge: number | null;
  readonly domain?: readonly [number, number];
  /** A ramp's points are updates of one training: their loss is its own, their learning rates no peaks. */
  readonly isRamp?: boolean;
  readonly size: ChartSize;
}

/** Mean loss over seeds at each learning rate, ascending; null where any seed diverged. */
export function meanLosses(
  points: readonly RangePlotPoint[],
): readonly { learningRate: number; loss: number | null }[] {
  const groups = new Map<number, (number | null)[]>();
  for (const { learningRate, loss } of points) {
    groups.set(learningRate, [...(groups.get(learningRate) ?? []), loss]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .map(([learningRate, losses]) => ({
      learningRate,
      loss: losses.reduce<number | null>(
        (sum, loss) => (sum === null || loss === null ? null : sum + loss / losses.length),
        0,
      ),
    }));
}

/** The loss axis: linear, or logarithmic where the losses span more than a factor of twelve. */
function lossAxis(losses: readonly number[], range: readonly [number, number]) {
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  if (low > 0 && high / low > 12) {
    const domain = [low / 1.15, high * 1.15] as const;
    const ticks = logTicks(...domain, 6).filter(({ isLabelled }) => isLabelled);
    return {
      at: scaleLog().domain(domain).range(range).clamp(true),
      ticks: ticks.map(({ value }) => value),
      isLog: true,
    };
  }
  const scale = scaleLinear().domain(paddedExtent(losses)).range(range).clamp(true);
  return { at: scale, ticks: scale.ticks(5), isLog: false };
}

function lossDomain(points: readonly RangePlotPoint[]): readonly number[] {
  const start = Math.max(...points.map(({ startLoss }) => startLoss));
  const finite = points.flatMap(({ loss }) => (loss === null ? [] : [Math.min(loss, start * 1.3)]));
  return [...finite, start];
}

/**
 * A range test: every short run as a dot, their mean as the line, the usable band shaded, the best marked. What diverged,
 * or ended above 1.3 times the loss it started from, stands as a cross at the upper edge.
 */
export function RangePlot(props: RangePlotProps) {
  const width = props.size === 'wide' ? 680 : 342;
  const height = props.size === 'wide' ? 330 : 290;
  const [left, right, top, foot] = [52, width - 8, 62, height - 44];
  const values = lossDomain(props.points);
  const axis = learningRateAxis(
    props.domain ?? logDomain(props.points.map(({ learningRate }) => learningRate)),
    [left, right],
    props.size === 'wide' ? 8 : 4,
  );
  const loss = lossAxis(values, [foot, top + 8]);
  const ceiling = Math.max(...values);
  const start = Math.max(...props.points.map(({ startLoss }) => startLoss));
  const means = meanLosses(props.points).map(({ learningRate, loss: mean }) =>
    mean === null || mean > ceiling ? null : { x: axis.at(learningRate), y: loss.at(mean) },
  );
  const { usableLow, usableHigh, best, edge } = props;
  const bandFrom = usableLow === null ? 0 : axis.at(usableLow);
  const bandTo = usableHigh === null ? 0 : axis.at(usableHigh);
  const edgeAt = edge === null ? 0 : axis.at(edge);
  const isEdgeRight = edgeAt > width - 130;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{props.title}</title>
      <desc>
        {best === null
          ? // Where a grid has no best it has no edge either: with one, these are the losses of a ramp.
            edge === null
            ? 'No learning rate ended below the loss it started from.'
            : `Training loss while the learning rate rises; it fails from ${formatLearningRate(edge)}.`
          : `Least held-out loss at ${formatLearningRate(best)}; usable from ${formatLearningRate(usableLow ?? best)} to ${formatLearningRate(usableHigh ?? best)}` +
            (edge === null ? '.' : `; fails from ${formatLearningRate(edge)}.`)}
      </desc>
      {usableLow === null || usableHigh === null ? null : (
        <g className="learning-rate">
          <rect className="band" x={bandFrom - 5} y={30} width={bandTo - bandFrom + 10} height={foot - 30} rx={3} />
          <text
            className="thing-text"
            x={Math.min(Math.max((bandFrom + bandTo) / 2, left + 26), right - 26)}
            y={16}
            textAnchor="middle"
          >
            usable
          </text>
        </g>
      )}
      {edge === null ? null : (
        <>
          <path className="edge" d={`M${edgeAt},32V${foot}`} />
          <text className="bad" x={edgeAt + (isEdgeRight ? -6 : 6)} y={28} textAnchor={isEdgeRight ? 'end' : 'start'}>
            {`fails from ${formatLearningRate(edge)}`}
          </text>
        </>
      )}
      <LinearAxisY
        ticks={loss.ticks.map((value) => ({ value, label: formatNumber(value) }))}
        at={loss.at}
        x={left}
        to={right}
      />
      <text x={0} y={16} className="loss">
        <tspan className="thing-text">{`${props.isRamp === true ? 'training loss' : 'held-out loss'}${loss.isLog ? ', log.' : ''}`}</tspan>
      </text>
      <g className="cost">
        <path className="line" strokeDasharray="2 4" d={`M${left},${loss.at(start)}H${right}`} />
        <text x={left + 4} y={loss.at(start) - 6}>
          before training
        </text>
      </g>
      <g className="loss">
        <path className="line" d={linePath(means)} />
        {props.points.map((point, index) => {
          const x = axis.at(point.learningRate);
          const drawnLoss = point.loss === null || point.loss > ceiling ? null : point.loss;
          const y = drawnLoss === null ? top : loss.at(drawnLoss);
          const value = `${formatLearningRate(point.learningRate)}: ${point.loss === null ? 'diverged' : formatNumber(point.loss)}`;
          return (
            <g key={index} className="mark" tabIndex={0}>
              <title>{`${value}, seed ${String(point.seed)}`}</title>
              {drawnLoss === null ? (
                <path className="diverged shape" d={`M${x - 4},${y - 4}l8,8m0,-8l-8,8`} />
              ) : (
                <circle className="dot shape" cx={x} cy={y} r={4} />
              )}
              <text
                className="mark-value"
                x={x}
                y={y - 10}
                textAnchor={x > width * 0.7 ? 'end' : x < width * 0.3 ? 'start' : 'middle'}
              >
                {value}
              </text>
            </g>
          );
        })}
      </g>
      {best === null ? null : (
        <g className="learning-rate">
          <path className="line" d={`M${axis.at(best)},52V${foot}`} strokeWidth={1} />
          <text className="thing-text" x={axis.at(best)} y={46} textAnchor="middle" fontWeight={600}>
            {`best ${formatLearningRate(best)}`}
          </text>
        </g>
      )}
      <LearningRateAxisX axis={axis} y={foot} from={left} to={right} />
      <text x={right} y={height - 4} textAnchor="end">
        {props.isRamp === true ? 'learning rate, logarithmic' : 'peak learning rate, logarithmic'}
      </text>
    </svg>
  );
}

import type { EvidenceLook } from '../evidence/evidence';
import { EvidenceShape } from '../evidence/evidence-shape';
import { formatLearningRate, formatLearningRateRange } from '../text/learning-rate';
import { LearningRateAxisX } from './axes';
import type { ChartSize } from './chart-figure';
import { stackDots } from './geometry';
import { learningRateAxis } from './log-scale';

const SPACING = 12;
const MOST_ROWS = 8;

/** A rule of thumb as a bar, and over it the measured peaks as stacked marks, on the page's shared axis. */
export function RuleStrip(props: {
  title: string;
  low: number;
  high: number;
  domain: readonly [number, number];
  points: readonly { look: EvidenceLook; peakLearningRate: number; label: string; href: string }[];
  size: ChartSize;
}) {
  const width = props.size === 'wide' ? 640 : 342;
  const [left, right] = [6, width - 6];
  const axis = learningRateAxis(props.domain, [left, right], props.size === 'wide' ? 9 : 5);
  const rows = stackDots(
    props.points.map(({ peakLearningRate }) => axis.at(peakLearningRate)),
    SPACING,
  );
  const rowCount = Math.min(MOST_ROWS, Math.max(0, ...rows.map((row) => row + 1)));
  const barTop = 22 + rowCount * SPACING;
  const foot = barTop + 32;
  const middle = (axis.at(props.low) + axis.at(props.high)) / 2;
  return (
    <svg viewBox={`0 0 ${width} ${foot + 26}`} width={width} height={foot + 26} role="group" aria-label={props.title}>
      <title>{props.title}</title>
      <desc>{`The rule says ${formatLearningRateRange(props.low, props.high)}; ${String(props.points.length)} measurements.`}</desc>
      <g className="learning-rate">
        <rect
          className="range"
          x={axis.at(props.low) - 3}
          y={barTop}
          width={axis.at(props.high) - axis.at(props.low) + 6}
          height={10}
          rx={3}
        />
        <text className="thing-text" x={Math.min(Math.max(middle, 60), width - 60)} y={barTop + 23} textAnchor="middle">
          the rule
        </text>
        {props.points.map((point, index) => (
          <a key={index} href={point.href} className="mark">
            <title>{`${point.label}: ${formatLearningRate(point.peakLearningRate)}`}</title>
            <EvidenceShape
              look={point.look}
              x={axis.at(point.peakLearningRate)}
              y={barTop - 9 - Math.min(rows[index] ?? 0, MOST_ROWS - 1) * SPACING}
              radius={4.5}
            />
          </a>
        ))}
      </g>
      <LearningRateAxisX axis={axis} y={foot} from={left} to={right} />
    </svg>
  );
}

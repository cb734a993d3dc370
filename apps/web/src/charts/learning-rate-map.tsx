import { EVIDENCE_LOOKS, type EvidenceLook, evidenceWord } from '../evidence/evidence';
import { EvidenceShape } from '../evidence/evidence-shape';
import { formatLearningRate, formatLearningRateRange } from '../text/learning-rate';
import { LearningRateAxisX } from './axes';
import type { ChartSize } from './chart-figure';
import { stackDots } from './geometry';
import { type LearningRateAxis, learningRateAxis, logDomain } from './log-scale';

/** One piece of evidence on the map. Learning rates are peaks of policies. */
export interface MapPoint {
  readonly look: EvidenceLook;
  readonly peakLearningRate: number;
  /** Ends of a range that the source gives, drawn as a bar; null for a single value. */
  readonly low: number | null;
  readonly high: number | null;
  readonly label: string;
  readonly value: string;
  readonly href: string;
  /** Evidence about another question than the one that was asked, drawn faintly. */
  readonly isAside?: boolean;
}

/** Where training works and where it stops working, from a range test or an answer's safe band. */
export interface UsableBand {
  readonly low: number;
  readonly high: number;
  /** The least learning rate above the best that failed; null where the test found none. */
  readonly edge: number | null;
  readonly label: string;
}

interface Lane {
  readonly look: EvidenceLook;
  readonly points: readonly MapPoint[];
  readonly rows: readonly number[];
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
}

const LANE_HEAD = 26;
/** Distance of two marks beside each other, in pixels. */
const SPACING = 14;
const RADIUS = 6;
/** From this many rows on, a lane's marks are smaller and closer. */
const CROWDED_ROWS = 10;
/** Height of one row of labels above the lanes: the band’s, the best answer’s, the edge’s, as far as they are there. */
const LABEL_ROW = 17;
const MOST_ROWS = 24;

function layLanes(points: readonly MapPoint[], axis: LearningRateAxis, top: number): readonly Lane[] {
  let next = top;
  return EVIDENCE_LOOKS.flatMap((look) => {
    // What answers the question takes the lowest rows.
    const own = points
      .filter((point) => point.look === look)
      .toSorted((a, b) => Number(a.isAside ?? false) - Number(b.isAside ?? false));
    if (own.length === 0) return [];
    const rows = stackDots(
      own.map((point) => axis.at(point.peakLearningRate)),
      SPACING,
    );
    const rowCount = Math.min(MOST_ROWS, Math.max(...rows) + 1);
    const rowHeight = rowCount > CROWDED_ROWS ? 9.5 : SPACING;
    const height = LANE_HEAD + rowCount * rowHeight + 10;
    const lane = { look, points: own, rows, top: next, height, rowHeight };
    next += height;
    return [lane];
  });
}

function Dot(props: { point: MapPoint; axis: LearningRateAxis; y: number; radius: number; width: number }) {
  const { point, axis, y, width } = props;
  const x = axis.at(point.peakLearningRate);
  const range =
    point.low !== null && point.high !== null && point.high > point.low ? { low: point.low, high: point.high } : null;
  const learningRate =
    range === null ? formatLearningRate(point.peakLearningRate) : formatLearningRateRange(range.low, range.high);
  const value = `${learningRate} · ${point.value}`;
  const anchor = x < width * 0.3 ? 'start' : x > width * 0.7 ? 'end' : 'middle';
  return (
    <a href={point.href} className={point.isAside === true ? 'mark aside' : 'mark'}>
      <title>{`${point.label}: ${value}`}</title>
      {range === null ? null : (
        <rect
          className="range"
          x={axis.at(range.low)}
          y={y - 3}
          width={Math.max(2, axis.at(range.high) - axis.at(range.low))}
          height={6}
          rx={3}
        />
      )}
      <circle className="hit" cx={x} cy={y} r={props.radius + 3} />
      <EvidenceShape look={point.look} x={x} y={y} radius={props.radius} />
      <text className="mark-value" x={x} y={y - 12} textAnchor={anchor}>
        {value}
      </text>
    </a>
  );
}

/**
 * The learning-rate map: one logarithmic axis, one lane a kind of evidence, one mark a piece of it, each with its kind's
 * shape. The usable band is shaded through all lanes and the edge where training fails is a broken line.
 */
export function LearningRateMap(props: {
  /** The peak that the best answer names, marked with a fine line; null where it names none. */
  answer: number | null;
  /** The page's shared learning-rate domain, where the page has one; what lies outside it is held at its ends. */
  domain?: readonly [number, number];
  points: readonly MapPoint[];
  band: UsableBand | null;
  title: string;
  size: ChartSize;
}) {
  const width = props.size === 'wide' ? 680 : 342;
  const [left, right] = [6, width - 6];
  const { band } = props;
  const ends = band === null ? [] : [band.low, band.high, band.edge ?? 0];
  const domain =
    props.domain === undefined
      ? logDomain([
          ...props.points.flatMap((point) => [point.peakLearningRate, point.low ?? 0, point.high ?? 0]),
          ...ends,
          props.answer ?? 0,
        ])
      : props.domain;
  const axis = learningRateAxis(domain, [left, right], props.size === 'wide' ? 9 : 5);
  const bandRow = 13;
  const answerRow = band === null ? bandRow : bandRow + LABEL_ROW;
  const edgeRow = props.answer === null ? answerRow : answerRow + LABEL_ROW;
  const lastRow =
    band !== null && band.edge !== null ? edgeRow : props.answer === null ? answerRow - LABEL_ROW : answerRow;
  const lanes = layLanes(props.points, axis, Math.max(8, lastRow + 8));
  const last = lanes.at(-1);
  const foot = last === undefined ? 80 : last.top + last.height;
  const marks = lanes.flatMap((lane) =>
    lane.points.map((point, index) => ({
      point,
      y: lane.top + lane.height - 13 - Math.min(lane.rows[index] ?? 0, MOST_ROWS - 1) * lane.rowHeight,
      radius: lane.rowHeight < SPACING ? 4.25 : RADIUS,
      key: `${lane.look}-${String(index)}`,
    })),
  );
  const bandLabelAt =
    band === null ? 0 : Math.min(Math.max((axis.at(band.low) + axis.at(band.high)) / 2, 110), width - 110);
  return (
    <svg viewBox={`0 0 ${width} ${foot + 44}`} width={width} height={foot + 44} role="group" aria-label={props.title}>
      <title>{props.title}</title>
      <desc>
        {`${props.points.length} pieces of evidence between ${formatLearningRate(domain[0])} and ${formatLearningRate(domain[1])}.` +
          (band === null ? '' : ` ${band.label}: ${formatLearningRateRange(band.low, band.high)}.`)}
      </desc>
      <g className="learning-rate">
        {band === null ? null : (
          <>
            <rect
              className="band"
              x={axis.at(band.low) - 5}
              y={bandRow + 6}
              width={axis.at(band.high) - axis.at(band.low) + 10}
              height={foot - bandRow - 6}
              rx={3}
            />
            <text className="thing-text" x={bandLabelAt} y={bandRow} textAnchor="middle">
              {`${band.label}, ${formatLearningRateRange(band.low, band.high)}`}
            </text>
            {band.edge === null ? null : (
              <>
                <path className="edge" d={`M${axis.at(band.edge)},${edgeRow - 12}V${foot}`} />
                <text
                  x={axis.at(band.edge) + (axis.at(band.edge) > width - 130 ? -6 : 6)}
                  y={edgeRow}
                  textAnchor={axis.at(band.edge) > width - 130 ? 'end' : 'start'}
                  className="bad"
                >
                  {`fails from ${formatLearningRate(band.edge)}`}
                </text>
              </>
            )}
          </>
        )}
        {axis.ticks
          .filter(({ isLabelled }) => isLabelled)
          .map(({ value }) => (
            <path key={value} className="grid-line" d={`M${axis.at(value)},${lanes[0]?.top ?? 0}V${foot}`} />
          ))}
        {props.answer === null ? null : (
          <>
            <path className="line" strokeWidth={1} d={`M${axis.at(props.answer)},${answerRow + 5}V${foot}`} />
            <text
              className="thing-text"
              fontWeight={600}
              x={Math.min(Math.max(axis.at(props.answer), 70), width - 70)}
              y={answerRow}
              textAnchor="middle"
            >
              {`best known ${formatLearningRate(props.answer)}`}
            </text>
          </>
        )}
        {lanes.map((lane) => (
          <g key={lane.look}>
            <path className="grid-line" d={`M${left},${lane.top + lane.height}H${right}`} />
            <text className="strong halo" x={left} y={lane.top + 16}>
              {evidenceWord(lane.look)}
              <tspan fontWeight={400} fill="var(--ink-soft)">{` · ${lane.points.length}`}</tspan>
            </text>
          </g>
        ))}
        {marks.map(({ point, y, radius, key }) => (
          <Dot key={key} point={point} axis={axis} y={y} radius={radius} width={width} />
        ))}
      </g>
      <LearningRateAxisX axis={axis} y={foot} from={left} to={right} />
      <text x={right} y={foot + 38} textAnchor="end">
        peak learning rate, logarithmic
      </text>
    </svg>
  );
}

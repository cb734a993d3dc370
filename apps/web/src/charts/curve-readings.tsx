import { formatLearningRate } from '../text/learning-rate';
import { formatCount } from '../text/numbers';

/** A curve whose values can be read off. */
export interface ReadCurve {
  readonly letter?: string;
  readonly updates: readonly number[];
  readonly learningRates: readonly number[];
}

/** Pixels that one reading takes: as fine as a hand points. */
const COLUMN = 14;

/**
 * Readings along a drawing of curves over updates: where one points, the update, its learning rates, and a stroke at that
 * place. Each is the drawn value that is nearest, never one in between. Nothing of it is in the way of a keyboard: the
 * table behind the chart says the same.
 */
export function CurveReadings(props: {
  curves: readonly ReadCurve[];
  /** Pixels of an update. */
  at: (update: number) => number;
  left: number;
  right: number;
  top: number;
  foot: number;
}) {
  const { curves, at, left, right, top, foot } = props;
  const count = Math.max(1, Math.floor((right - left) / COLUMN));
  const width = (right - left) / count;
  return (
    <g aria-hidden="true">
      {Array.from({ length: count }, (_, column) => {
        const middle = left + (column + 0.5) * width;
        const [first] = curves;
        const update = first?.updates[nearestIndex(first.updates, at, middle)] ?? 0;
        const x = Math.round(at(update) * 10) / 10;
        return (
          <g key={column} className="mark">
            <rect className="hit" x={left + column * width} y={top} width={width} height={foot - top} />
            <path className="mark-guide" d={`M${x},${top}V${foot}`} />
            <text className="mark-value" x={right} y={12} textAnchor="end">
              {readingText(curves, update)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** `update 300: 1.2e-5`, of several curves each by its letter. */
export function readingText(curves: readonly ReadCurve[], update: number): string {
  const values = curves.map(({ letter, updates, learningRates }) => {
    const value = learningRates[nearestIndex(updates, (t) => t, update)] ?? 0;
    return `${letter === undefined ? '' : `${letter} `}${formatLearningRate(value)}`;
  });
  return `update ${formatCount(update)}: ${values.join(' · ')}`;
}

/** Index of the update that is drawn nearest to a place; the later one of two that are as near. */
function nearestIndex(updates: readonly number[], at: (update: number) => number, place: number): number {
  let best = 0;
  for (const [index, update] of updates.entries()) {
    if (Math.abs(at(update) - place) <= Math.abs(at(updates[best] ?? 0) - place)) best = index;
  }
  return best;
}

import { type Fitted, simplest, verified } from './candidate.js';
import { isNear, type Point, type Span } from './points.js';

/** Half of the tolerance: what is left out lies between two values that are kept. */
const ROUNDED = 5e-7;

/** A table of the trace, by steps or by straight lines, whichever has fewer points; null where both have too many. */
export function fitTable(span: Span): Fitted | null {
  if (span.points[0]?.t !== 0) return null;
  const tables = [
    { points: steps(span), between: 'previous' },
    { points: lines(span), between: 'linear' },
  ];
  return simplest(
    tables.map(({ points, between }) =>
      verified({ law: 'table', points: points.map(({ t, learningRate }) => [t, learningRate]), between }, span),
    ),
  );
}

function steps(span: Span): readonly Point[] {
  const kept: Point[] = [];
  for (const point of span.points) {
    const last = kept.at(-1);
    if (last === undefined || !isNear(span, last.learningRate, point.learningRate, ROUNDED)) kept.push(point);
  }
  return kept;
}

/** Straight lines as long as they go: the slopes that all points since the last kept one allow narrow until none is left. */
function lines(span: Span): readonly Point[] {
  const { points, peak } = span;
  const kept: Point[] = [];
  let [start, low, high]: [Point | undefined, number, number] = [points[0], -Infinity, Infinity];
  if (start === undefined) return [];
  kept.push(start);
  for (const [index, point] of points.entries()) {
    if (point.t <= start.t) continue;
    const run = point.t - start.t;
    const slope = (point.learningRate - start.learningRate) / run;
    if (slope < low || slope > high) {
      const before = points[index - 1] ?? point;
      kept.push(before);
      start = before;
      [low, high] = [-Infinity, Infinity];
    }
    const since = point.t - start.t;
    low = Math.max(low, (point.learningRate - ROUNDED * peak - start.learningRate) / since);
    high = Math.min(high, (point.learningRate + ROUNDED * peak - start.learningRate) / since);
  }
  const last = points.at(-1);
  if (last !== undefined && kept.at(-1) !== last) kept.push(last);
  return kept;
}

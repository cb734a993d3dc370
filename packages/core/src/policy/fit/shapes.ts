import type { Draft } from './candidate.js';
import { isNear, type Point, snapped, type Span } from './points.js';

/**
 * A law up to its two learning rates: r = end + (start − end)·height(t), with `height` known. `draft` writes it down.
 */
export interface Shape {
  readonly height: (t: number) => number;
  readonly draft: (start: number, end: number) => Draft;
  /** The end is 0 or is not a field. */
  readonly endsAtZero?: true;
}

/** The start and end that give the points where the height is largest and least; null where another probe is missed. */
export function endsOf({ height }: Pick<Shape, 'height'>, span: Span, endsAtZero = false) {
  const probes = span.probes;
  let [low, high]: [Point | null, Point | null] = [null, null];
  let [least, greatest] = [Infinity, -Infinity];
  for (const point of probes) {
    const value = height(point.t);
    if (!Number.isFinite(value)) return null;
    if (value < least) [least, low] = [value, point];
    if (value > greatest) [greatest, high] = [value, point];
  }
  if (low === null || high === null) return null;
  const isFlat = greatest - least < FLAT;
  if (isFlat && !endsAtZero) return null;
  if (endsAtZero && greatest < FLAT) return null;
  const slope = (high.learningRate - low.learningRate) / (greatest - least);
  const end = endsAtZero ? 0 : low.learningRate - slope * least;
  const start = endsAtZero ? high.learningRate / greatest : end + slope;
  const isHit = probes.every(({ t, learningRate }) => isNear(span, end + (start - end) * height(t), learningRate));
  return isHit ? { start: Math.max(0, snapped(start)), end: Math.max(0, snappedToZero(end, span)) } : null;
}

const FLAT = 1e-9;
const NOTHING = 1e-9;

/** An end that is rounding alone is 0. */
function snappedToZero(end: number, span: Span): number {
  return Math.abs(end) <= NOTHING * span.peak ? 0 : snapped(end);
}

/** Drafts of a shape: ending at 0 first, which is simpler. */
export function* draftsOf(shape: Shape, span: Span): Iterable<Draft> {
  const atZero = endsOf(shape, span, true);
  if (atZero !== null) yield shape.draft(atZero.start, 0);
  if (shape.endsAtZero === true || atZero !== null) return;
  const ends = endsOf(shape, span);
  if (ends !== null) yield shape.draft(ends.start, ends.end);
}

const STEPS = 60;

/**
 * The parameter of a family of shapes with which a third point is met, sought between two bounds on a logarithmic scale;
 * null where there is none. The points are those at the ends and in the middle of the span.
 */
export function parameterOf(
  heightOf: (parameter: number) => (t: number) => number,
  [from, to]: readonly [number, number],
  points: readonly [Point, Point, Point],
): number | null {
  const [first, middle, last] = points;
  const residual = (logarithm: number) => {
    const height = heightOf(Math.exp(logarithm));
    const [a, b, c] = [height(first.t), height(middle.t), height(last.t)];
    return (b - a) * (last.learningRate - first.learningRate) - (c - a) * (middle.learningRate - first.learningRate);
  };
  const grid = Array.from({ length: STEPS + 1 }, (_, index) => Math.log(from) + (index * Math.log(to / from)) / STEPS);
  for (const [index, right] of grid.entries()) {
    const left = grid[index - 1];
    if (left === undefined) continue;
    let [low, high] = [left, right];
    const sign = Math.sign(residual(low));
    if (sign === 0 || sign === Math.sign(residual(high))) continue;
    for (let step = 0; step < STEPS; step += 1) {
      const half = (low + high) / 2;
      if (Math.sign(residual(half)) === sign) low = half;
      else high = half;
    }
    return Math.exp((low + high) / 2);
  }
  return null;
}

/** Whether a curve meets every probe of a span: asked before a draft is read and compiled. */
export function meetsProbes(span: Span, learningRateAt: (t: number) => number): boolean {
  return span.probes.every(({ t, learningRate }) => isNear(span, learningRateAt(t), learningRate));
}

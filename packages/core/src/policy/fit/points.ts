/** A logged learning rate at a local time: whole updates since the beginning of what is fitted. */
export interface Point {
  readonly t: number;
  readonly learningRate: number;
}

/** What is fitted: points that ascend in t, over so many updates. */
export interface Span {
  readonly points: readonly Point[];
  /** T: updates that it lasts; points lie at 0 to T − 1. */
  readonly updates: number;
  /** The largest learning rate of the whole trace: what errors are shares of. */
  readonly peak: number;
  /** A few points all over it: a candidate that misses one of them is not looked at further. */
  readonly probes: readonly Point[];
}

export function spanOf(points: readonly Point[], updates: number, peak: number): Span {
  return { points, updates, peak, probes: probesOf(points) };
}

/** Of the peak: what a fit may be off at any point. */
export const TOLERANCE_OF_PEAK = 1e-6;
/** Of the peak: what two values of one formula may differ by, where a trace is not rounded. */
const SAME_OF_PEAK = 1e-10;

/** Every update from the first point to the last is there, and the first is at 0. */
export function isDense({ points }: Span): boolean {
  return points.length > 0 && points.every(({ t }, index) => t === index);
}

export function isNear(span: Pick<Span, 'peak'>, a: number, b: number, tolerance = TOLERANCE_OF_PEAK): boolean {
  return Math.abs(a - b) <= tolerance * span.peak;
}

/** Whether two values are one but for their rounding in double precision. */
export function isSame(span: Pick<Span, 'peak'>, a: number, b: number): boolean {
  return isNear(span, a, b, SAME_OF_PEAK);
}

/** The span from local time `from` on, before `to`; its times count from there. */
export function part({ points, peak }: Span, from: number, to: number): Span {
  const inside = points.filter(({ t }) => t >= from && t < to);
  return spanOf(
    inside.map((point) => ({ ...point, t: point.t - from })),
    to - from,
    peak,
  );
}

const SHORTEST = 1;
const LONGEST = 15;
/** Of the value: rounding moves no learning rate by more than a tenth of the tolerance. */
const ROUNDED = 1e-8;

/** The shortest decimal that is the same to eight digits: 0.0002 for 0.00020000000000000004. */
export function snapped(value: number): number {
  for (let digits = SHORTEST; digits <= LONGEST; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.abs(short - value) <= ROUNDED * Math.abs(value)) return short;
  }
  return value;
}

const PROBES = 9;

function probesOf(points: readonly Point[]): readonly Point[] {
  if (points.length <= PROBES) return points;
  const indices = Array.from({ length: PROBES }, (_, index) =>
    Math.round((index * (points.length - 1)) / (PROBES - 1)),
  );
  return [...new Set([0, 1, 2, ...indices])].sort((a, b) => a - b).flatMap((index) => points[index] ?? []);
}

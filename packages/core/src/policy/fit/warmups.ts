import type { Draft } from './candidate.js';
import { isNear, isSame, type Span, snapped } from './points.js';

/** A warm-up that the beginning of a span may be, and where it ends. */
export interface WarmupGuess {
  readonly updates: number;
  readonly draft: Draft;
  /** The value that the law begins with. */
  readonly start: number;
}

function guess(shape: string, from: number, updates: number, start: number): WarmupGuess {
  return { updates, start, draft: { length: { steps: updates }, from: Math.max(0, snapped(from)), shape } };
}

const MOST_BETWEEN = 600;

/** Warm-ups of every shape that the first points agree with. */
export function warmupGuesses(span: Span): readonly WarmupGuess[] {
  const { points, updates } = span;
  const guesses = [...linear(span), ...constant(span), ...cosine(span), ...logarithmic(span)];
  const clean = guesses.map((one) => (Math.abs(one.start) <= 1e-9 * span.peak ? { ...one, start: 0 } : one));
  return clean.filter(
    ({ updates: length, start }) => length >= 1 && length < updates && start >= 0 && points.length > 1,
  );
}

/** A straight line from the first point on: through 0 at the beginning, or from where it stands. */
function* linear(span: Span): Iterable<WarmupGuess> {
  const { points, updates } = span;
  const [first, second] = [points[0], points[1]];
  if (first === undefined || second === undefined) return;
  const slope = (second.learningRate - first.learningRate) / (second.t - first.t);
  const from = first.learningRate - slope * first.t;
  let on = 1;
  while (on + 1 < points.length && isLine(span, from, slope, on + 1)) on += 1;
  const [last, next] = [points[on]?.t ?? 0, points[on + 1]?.t ?? updates];
  const lengths = new Set([1, last - 1, last]);
  for (let between = last + 1; between <= Math.min(next, last + MOST_BETWEEN); between += 1) lengths.add(between);
  const value = Math.abs(from) <= 1e-9 * span.peak ? 0 : from;
  for (const length of lengths) yield guess('linear', value, length, value + slope * length);
  // Where only one point lies on the line to the law, it starts at 0 or at that point.
  if (first.t === 0 && first.learningRate >= 0) yield guess('linear', first.learningRate, 1, second.learningRate);
}

function isLine(span: Span, from: number, slope: number, index: number): boolean {
  const point = span.points[index];
  return point !== undefined && isNear(span, from + slope * point.t, point.learningRate, 1e-8);
}

function* constant(span: Span): Iterable<WarmupGuess> {
  const { points } = span;
  const [first] = points;
  if (first === undefined) return;
  const end = points.findIndex(({ learningRate }) => !isSame(span, learningRate, first.learningRate));
  const point = points[end];
  if (point !== undefined) yield guess('constant', first.learningRate, point.t, point.learningRate);
}

function* cosine(span: Span): Iterable<WarmupGuess> {
  const { points } = span;
  const value = (t: number) => points[t]?.learningRate ?? NaN;
  const differences = [value(1) - value(0), value(2) - value(1), value(3) - value(2)] as const;
  // d₀ + d₂ = 2 cos(π / W)·d₁
  const turn = Math.acos((differences[0] + differences[2]) / (2 * differences[1]));
  const near = Math.round(Math.PI / turn);
  const from = value(0);
  for (const length of Number.isFinite(near) ? [near, near - 1, near + 1] : [3]) {
    if (length < 3) continue;
    const start = from + (value(1) - from) / (0.5 * (1 - Math.cos(Math.PI / length)));
    const isOn = [2, Math.floor(length / 2), length - 1].every((t) =>
      isNear(span, from + (start - from) * 0.5 * (1 - Math.cos((Math.PI * t) / length)), value(t)),
    );
    if (isOn) yield guess('cosine', from, length, start);
  }
  if (points.length > 3) yield* shortCosine(span);
}

/** Three updates: their values at 0, a quarter and three quarters. */
function* shortCosine({ points }: Span): Iterable<WarmupGuess> {
  const [from, first] = [points[0]?.learningRate ?? NaN, points[1]?.learningRate ?? NaN];
  yield guess('cosine', from, 3, from + (first - from) * 4);
}

function* logarithmic(span: Span): Iterable<WarmupGuess> {
  const { points } = span;
  const value = (t: number) => points[t]?.learningRate ?? NaN;
  const from = value(0);
  const unit = (value(1) - from) / Math.LN2;
  let on = 1;
  while (on + 1 < points.length && isNear(span, from + unit * Math.log(on + 2), value(on + 1), 1e-8)) on += 1;
  for (const length of [on + 1, on + 2, on]) {
    if (length >= 2) yield guess('logarithmic', from, length, from + unit * Math.log(Math.max(2, length)));
  }
}

import type { Draft } from './candidate.js';
import { isSame, snapped, type Span } from './points.js';
import { draftsOf, type Shape } from './shapes.js';

const MOST_LENGTHS = 2000;

type Height = (t: number, length: number) => number;

const rising: Height = (t, length) => {
  const passed = t % (2 * length);
  return (passed <= length ? passed : 2 * length - passed) / length;
};
const falling: Height = (t, length) => (t % length === 0 ? 0 : 1 - (t % length) / length);

const SHAPES: Readonly<Record<string, Height>> = {
  triangle: rising,
  sine: (t, length) => Math.sin((Math.PI * rising(t, length)) / 2),
  cosine: (t, length) => 0.5 * (1 - Math.cos(Math.PI * rising(t, length))),
  sawtooth: falling,
  'sine-sawtooth': (t, length) => Math.sin((Math.PI * falling(t, length)) / 2),
  'cosine-sawtooth': (t, length) => 0.5 * (1 - Math.cos(Math.PI * falling(t, length))),
};

/** Waves of every shape, length, start and damping. */
export function* waveDrafts(span: Span): Iterable<Draft> {
  const longest = Math.min(MOST_LENGTHS, span.updates);
  for (const [shape, height] of Object.entries(SHAPES)) {
    const isSawtooth = shape.endsWith('sawtooth');
    for (const start of isSawtooth ? ['low'] : ['low', 'high']) {
      for (let length = 1; length <= longest; length += 1) {
        const shift = start === 'high' ? length : 0;
        const period = isSawtooth ? length : 2 * length;
        const at = (t: number) => height(t + shift, length);
        const draft =
          (damping: unknown) =>
          (high: number, low: number): Draft => ({
            law: 'wave',
            shape,
            low,
            high,
            length: { steps: length },
            start,
            damping,
          });
        const shapes: readonly Shape[] = [
          { height: at, draft: draft('none') },
          { height: (t) => at(t) * 2 ** -Math.floor((t + shift) / period), draft: draft('halving') },
        ];
        for (const one of shapes) yield* draftsOf(one, span);
        yield* dampedDrafts(span, at, start === 'high' ? length : 0, draft);
      }
    }
  }
}

/** A factor an update: the trough tells the low end, two heights over it the factor. */
function* dampedDrafts(
  { points, peak, probes }: Span,
  height: (t: number) => number,
  trough: number,
  draft: (damping: unknown) => (high: number, low: number) => Draft,
): Iterable<Draft> {
  const low = points[trough]?.learningRate;
  if (low === undefined) return;
  const over = probes
    .filter(({ t }) => height(t) > 0.05)
    .map(({ t, learningRate }) => ({ t, over: (learningRate - low) / height(t) }));
  const [first, last] = [over[0], over.at(-1)];
  if (first === undefined || last === undefined || first.t === last.t) return;
  if (!(first.over > 1e-9 * peak) || !(last.over > 1e-9 * peak)) return;
  const factor = snapped((last.over / first.over) ** (1 / (last.t - first.t)));
  if (!(factor > 0 && factor < 1)) return;
  const high = low + first.over * factor ** -first.t;
  // One more point decides before anything is compiled.
  const middle = over[Math.floor(over.length / 2)];
  if (middle !== undefined && Math.abs((high - low) * factor ** middle.t - middle.over) > 1e-4 * peak) return;
  yield draft({ factor })(snapped(high), Math.max(0, snapped(low)));
}

/** Straight lines up and down of different lengths. */
export function* cyclicDrafts(span: Span): Iterable<Draft> {
  const { points } = span;
  const value = (t: number) => points[t]?.learningRate ?? NaN;
  const low = value(0);
  let top = 0;
  while (top + 1 < points.length && value(top + 1) > value(top)) top += 1;
  if (top === 0) return;
  for (const up of [top, top - 1, top + 1, top + 2].filter((t) => t >= 1)) {
    const back = points.findIndex(({ t, learningRate }) => t > up && isSame(span, learningRate, low));
    // Height at the top, from the first update's slope.
    const slope = value(1) - low;
    const high = low + slope * up;
    const fall = value(up + 1) - value(up + 2) || NaN;
    const downs = [back - up, Math.round((high - low) / fall)].filter(
      (down) => Number.isSafeInteger(down) && down >= 1,
    );
    for (const down of new Set(downs)) {
      const period = up + down;
      const base: Draft = { law: 'cyclic', low, high: snapped(high), up: { steps: up }, down: { steps: down } };
      yield base;
      yield { ...base, damping: 'halving' };
      const second = (value(period + 1) - low) / slope;
      if (second > 0 && second < 1) yield { ...base, damping: { factor: snapped(second) } };
      yield* cyclicPerUpdate(span, base, up);
    }
  }
}

function* cyclicPerUpdate({ points }: Span, base: Draft, up: number): Iterable<Draft> {
  const value = (t: number) => points[t]?.learningRate ?? NaN;
  const low = value(0);
  if (up < 2) return;
  // (r(2) − low) / (2·(r(1) − low)) is the factor, and r(1) the slope times it.
  const factor = snapped((value(2) - low) / (2 * (value(1) - low)));
  if (!(factor > 0 && factor < 1)) return;
  const high = low + ((value(1) - low) / factor) * up;
  yield { ...base, high: snapped(high), damping: { factor }, dampingPer: 'update' };
}

/** Noam: a line through (−1, 0), then one over the square root of t + 1; what its width is no trace tells: 1. */
export function* noamDrafts({ points }: Span): Iterable<Draft> {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return;
  const scale = last.learningRate * Math.sqrt(last.t + 1);
  const slope = first.learningRate / (first.t + 1);
  const warmup = (scale / slope) ** (2 / 3);
  if (Number.isFinite(warmup)) yield { law: 'noam', scale: snapped(scale), dimension: 1, warmupSteps: snapped(warmup) };
}

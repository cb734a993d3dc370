import type { Draft } from './candidate.js';
import { isSame, type Point, snapped, type Span } from './points.js';
import { draftsOf, parameterOf, type Shape } from './shapes.js';

/** So many updates after the first equal one a tail may look flat before it is. */
export const FLAT_ENTRY = 4;

/** Lengths that a law may have: the whole span (null), or where the trace becomes flat for good. */
export function lengthsOf({ points, peak, updates }: Span): readonly (number | null)[] {
  const last = points.at(-1);
  let flat = points.length - 1;
  while (flat > 0 && isSame({ peak }, points[flat - 1]?.learningRate ?? NaN, last?.learningRate ?? NaN)) flat -= 1;
  const start = points[flat]?.t ?? 0;
  if (flat >= points.length - 1) return [null];
  const entries = Array.from({ length: FLAT_ENTRY + 1 }, (_, index) => start + index);
  return [null, ...entries.filter((length) => length > 0 && length < updates)];
}

const withLength = (length: number | null): Draft => (length === null ? {} : { length: { steps: length } });

/** Three points of a span that are far apart, where the curve still moves. */
function threeOf({ points }: Span, until: number): readonly [Point, Point, Point] | null {
  const moving = points.filter(({ t }) => t <= until);
  const [first, middle, last] = [moving[0], moving[Math.floor(moving.length / 2)], moving.at(-1)];
  return first === undefined || middle === undefined || last === undefined || moving.length < 3
    ? null
    : [first, middle, last];
}

/** Laws that fall over a length: linear, cosine, polynomial, REX, cosines of other cycles, equal restarts. */
export function* fallingDrafts(span: Span): Iterable<Draft> {
  for (const length of lengthsOf(span)) {
    const whole = length ?? span.updates;
    const left = (t: number) => 1 - Math.min(t, whole) / whole;
    const shapes: readonly Shape[] = [
      { height: left, draft: (initial, end) => ({ law: 'linear', initial, end, ...withLength(length) }) },
      {
        height: (t) => 0.5 * (1 + Math.cos(Math.PI * (1 - left(t)))),
        draft: (peak, end) => ({ law: 'cosine', peak, end, ...withLength(length) }),
      },
      {
        height: (t) => left(t) / (0.1 + 0.9 * left(t)),
        draft: (peak, end) => ({ law: 'rex', peak, end, ...withLength(length) }),
      },
    ];
    for (const shape of shapes) yield* draftsOf(shape, span);
    yield* polynomialDrafts(span, length, left);
    yield* cycleDrafts(span, length);
    yield* restartDrafts(span, length);
  }
}

const POWERS = [0.01, 60] as const;

function* polynomialDrafts(span: Span, length: number | null, left: (t: number) => number): Iterable<Draft> {
  const shape = (power: number): Shape => ({
    height: (t) => left(t) ** power,
    draft: (initial, end) => ({ law: 'polynomial', initial, end, power, ...withLength(length) }),
  });
  const three = threeOf(span, (length ?? span.updates) - 1);
  if (three === null) return;
  const [first, middle] = three;
  const fromZero = Math.log(middle.learningRate / first.learningRate) / Math.log(left(middle.t) / left(first.t));
  if (Number.isFinite(fromZero) && fromZero > 0)
    yield* draftsOf({ ...shape(snapped(fromZero)), endsAtZero: true }, span);
  const power = parameterOf((tried) => shape(tried).height, POWERS, three);
  if (power !== null) yield* draftsOf(shape(snapped(power)), span);
}

/** Cosines of any number of cycles, by the angle an update turns: neighbours' differences d obey d₋ + d₊ = 2 cos(ω)·d. */
function* cycleDrafts(span: Span, length: number | null): Iterable<Draft> {
  const whole = length ?? span.updates;
  const omega = angleOf(span, Math.min(whole, span.points.length) - 1);
  if (omega === null) return;
  const cycles = snapped((omega * whole) / (2 * Math.PI));
  if (!(cycles > 0)) return;
  const shape: Shape = {
    height: (t) => 0.5 * (1 + Math.cos(2 * Math.PI * cycles * (Math.min(t, whole) / whole))),
    draft: (peak, end) => ({ law: 'cosine', peak, end, cycles, ...withLength(length) }),
  };
  yield* draftsOf(shape, span);
}

/** The angle that one update turns, of a cosine through the dense points up to `last`; null where there is none. */
export function angleOf({ points }: Span, last: number, first = 0): number | null {
  const value = (index: number) => points[first + index]?.learningRate ?? NaN;
  let omega: number | null = null;
  for (let stride = 1; 3 * stride <= last - first; stride *= 2) {
    const [a, b, c] = [0, 1, 2].map((k) => value((k + 1) * stride) - value(k * stride)) as [number, number, number];
    const cosine = (a + c) / (2 * b);
    if (!(Math.abs(cosine) <= 1)) return omega;
    const angle = Math.acos(cosine);
    if (omega === null) omega = angle / stride;
    else {
      // Of the angles that have this cosine the one next to what shorter strides say.
      const turns = Math.round((omega * stride) / (2 * Math.PI));
      const options = [turns - 1, turns, turns + 1].flatMap((k) => [2 * Math.PI * k + angle, 2 * Math.PI * k - angle]);
      const near = options.toSorted(
        (x, y) => Math.abs(x - (omega ?? 0) * stride) - Math.abs(y - (omega ?? 0) * stride),
      )[0];
      omega = (near ?? angle) / stride;
    }
  }
  return omega !== null && omega > 0 ? omega : null;
}

const MOST_CYCLES = 400;

function* restartDrafts(span: Span, length: number | null): Iterable<Draft> {
  const whole = length ?? span.updates;
  for (let cycles = 2; cycles <= Math.min(MOST_CYCLES, whole); cycles += 1) {
    const shape: Shape = {
      height: (t) => (t >= whole ? 0 : 0.5 * (1 + Math.cos(Math.PI * (((cycles * t) % whole) / whole)))),
      draft: (peak, end) => ({ law: 'cosine-restarts', peak, end, cycles, ...withLength(length) }),
    };
    yield* draftsOf(shape, span);
  }
}

import type { Draft } from './candidate.js';
import { isNear, isSame, type Point, snapped, type Span } from './points.js';
import { draftsOf, meetsProbes, parameterOf, type Shape } from './shapes.js';

/** So many updates after the first equal one a tail may look flat before it is. */
const FLAT_ENTRY = 4;

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

/** SGDR: the first restart is where a dense trace jumps; the second cycle says by how much they grow. */
export function* sgdrDrafts(span: Span): Iterable<Draft> {
  const { points } = span;
  const value = (t: number) => points[t]?.learningRate ?? NaN;
  const first = firstJump(span);
  if (first === null || first > points.length - 1) return;
  const start = value(0);
  const bend = angleOf(span, first - 1);
  // A first cycle of one or two updates has no bend of its own: its peak and a guess of 0 for its end remain.
  const ends = first >= 2 ? [endOf(start, value(1), 0.5 * (1 + Math.cos(Math.PI / first)))] : [0];
  for (const end of [...ends, 0]) {
    const decay = snapped(value(first) / start);
    const omega = angleOf(span, points.length - 1, first);
    const growths = [1, 2, 3, ...(omega === null ? [] : [snapped(Math.PI / omega / first)])];
    for (const multiplier of bend === null && omega === null ? [1, 2, 3] : growths) {
      if (!(multiplier >= 1) || !(decay > 0)) continue;
      yield {
        law: 'cosine-restarts',
        peak: start,
        end: Math.max(0, snapped(end)),
        first: { steps: first },
        multiplier,
        decay,
      };
    }
  }
}

const endOf = (start: number, value: number, height: number) => (value - start * height) / (1 - height);

/** The first update whose value breaks with the way of those before it. */
function firstJump({ points, peak }: Span): number | null {
  for (let t = 1; t < points.length; t += 1) {
    const [before, here, after] = [t - 1, t, t + 1].map((at) => points[at]?.learningRate ?? NaN) as [
      number,
      number,
      number,
    ];
    const start = points[0]?.learningRate ?? NaN;
    const isBack = Math.abs(here - start) < Math.abs(before - start) && !isSame({ peak }, here, before);
    if (t > 1 && isBack && (Number.isNaN(after) || Math.abs(after - start) >= Math.abs(here - start) - 1e-12 * peak))
      return t;
  }
  // Cycles of one update stand still at the peak, or fall by the decay alone.
  return points.length > 1 ? 1 : null;
}

/** Laws that fall for ever: exponential, inverse, inverse square root, sigmoid. */
export function* endlessDrafts(span: Span): Iterable<Draft> {
  const { points } = span;
  const [first, last] = [points[0], points.at(-1)];
  const middle = points[Math.floor((points.length - 1) / 2)];
  if (first === undefined || last === undefined || middle === undefined || points.length < 3) return;
  const near = points[1] ?? last;
  for (const other of [last, near]) {
    const factor = snapped((other.learningRate / first.learningRate) ** (1 / (other.t - first.t)));
    const initial = snapped(first.learningRate * factor ** -first.t);
    if (meetsProbes(span, (t) => initial * factor ** t)) yield { law: 'exponential', initial, factor };
  }
  yield* inverseSquareRoot(first, last);
  yield* inverseDrafts(span, [first, middle, last]);
  yield* sigmoidDrafts(span);
}

function* inverseSquareRoot(first: Point, last: Point): Iterable<Draft> {
  // (r₁ / r₂)² = (s + t₂) / (s + t₁)
  const ratio = (first.learningRate / last.learningRate) ** 2;
  const scale = Math.round((last.t - ratio * first.t) / (ratio - 1));
  if (!(scale >= 1) || !Number.isSafeInteger(scale)) return;
  yield {
    law: 'inverse-sqrt',
    peak: snapped(first.learningRate * Math.sqrt(1 + first.t / scale)),
    timescale: { steps: scale },
  };
}

const GAMMAS = [1e-9, 1e6] as const;

function* inverseDrafts(span: Span, points: readonly [Point, Point, Point]): Iterable<Draft> {
  const logs = points.map(({ t, learningRate }) => ({ t, learningRate: Math.log(learningRate) })) as [
    Point,
    Point,
    Point,
  ];
  if (logs.some(({ learningRate }) => !Number.isFinite(learningRate))) return;
  // ln r = ln initial − power·ln(1 + gamma·t): a line in the last logarithm, for the right gamma.
  const gamma = parameterOf((tried) => (t) => Math.log1p(tried * t), GAMMAS, logs);
  if (gamma === null) return;
  for (const tried of [snapped(gamma), Number(gamma.toPrecision(6)), gamma]) {
    const [first, , last] = logs;
    const power =
      -(last.learningRate - first.learningRate) / (Math.log1p(tried * last.t) - Math.log1p(tried * first.t));
    if (!(power >= 0)) continue;
    const initial = snapped(Math.exp(first.learningRate + power * Math.log1p(tried * first.t)));
    const rounded = snapped(power);
    if (meetsProbes(span, (t) => initial * (1 + tried * t) ** -rounded)) {
      yield { law: 'inverse', initial, gamma: tried, power: rounded };
    }
  }
}

/** 1/r = (1 + e^(−γ(t − c))) / K: three points as far from each other give e^γ, K and c. */
function* sigmoidDrafts(span: Span): Iterable<Draft> {
  const { points, peak } = span;
  for (const share of [1, 2, 4, 8, 16]) {
    const stride = Math.floor((points.length - 1) / 2 / share);
    if (stride < 1) continue;
    for (const from of [0, Math.floor((points.length - 1) / 2) - stride, points.length - 1 - 2 * stride]) {
      const [one, two, last] = [0, 1, 2].map((k) => points[from + k * stride]);
      if (one === undefined || two === undefined || last === undefined) continue;
      const three = [one, two, last] as const;
      if (three.some(({ learningRate }) => !(learningRate > 1e-9 * peak))) continue;
      const [a, b, c] = three.map(({ learningRate }) => 1 / learningRate) as [number, number, number];
      const quotient = (c - b) / (b - a);
      const step = three[1].t - three[0].t;
      if (!(quotient > 0) || three[2].t - three[1].t !== step) continue;
      const gamma = snapped(-Math.log(quotient) / step);
      const grown = (b - a) / (quotient - 1);
      const initial = snapped(1 / (a - grown));
      const center = Math.round(three[0].t + Math.log(grown * initial) / gamma);
      const isMet = meetsProbes(span, (t) => initial / (1 + Math.exp(-gamma * (t - center))));
      if (center >= 1 && initial > 0 && isMet) yield { law: 'sigmoid', initial, gamma, center: { steps: center } };
    }
  }
}

/** A peak that is held, then a decay to the end of the span in one of four shapes. */
export function* stableDecayDrafts(span: Span): Iterable<Draft> {
  const { points, updates } = span;
  const top = points[0];
  if (top === undefined) return;
  let held = 0;
  while (held + 1 < points.length && isSame(span, points[held + 1]?.learningRate ?? NaN, top.learningRate)) held += 1;
  const lastHeld = points[held]?.t ?? 0;
  const next = points[held + 1]?.t ?? updates - 1;
  // A cosine leaves so slowly that it looks held a while; a logged trace leaves anywhere between two points.
  for (let start = next - 1; start >= Math.max(0, lastHeld - FLAT_ENTRY); start -= 1) {
    const decay = updates - start;
    if (decay < 1) continue;
    const share = (t: number) => Math.min(1, Math.max(0, (t - start) / decay));
    const shapes = {
      linear: (t: number) => 1 - share(t),
      cosine: (t: number) => 0.5 * (1 + Math.cos(Math.PI * share(t))),
      'one-minus-sqrt': (t: number) => 1 - Math.sqrt(share(t)),
    };
    for (const [shape, height] of Object.entries(shapes)) {
      const draft = (peak: number, end: number): Draft => ({
        law: 'warmup-stable-decay',
        peak,
        end,
        decay: { steps: decay },
        shape,
      });
      yield* draftsOf({ height, draft }, span);
    }
    const after = points.at(-1);
    if (after !== undefined && after.t > start) {
      const end = top.learningRate * (after.learningRate / top.learningRate) ** (1 / share(after.t));
      const isMet = meetsProbes(span, (t) => top.learningRate * (end / top.learningRate) ** share(t));
      if (isMet) {
        yield {
          law: 'warmup-stable-decay',
          peak: snapped(top.learningRate),
          end: snapped(end),
          decay: { steps: decay },
          shape: 'exponential',
        };
      }
    }
  }
}

/** Pieces that stand still: step and multi-step. */
export function* steppedDrafts(span: Span): Iterable<Draft> {
  const { points } = span;
  const jumps = points.flatMap((point, index) => {
    const before = points[index - 1];
    return before === undefined || isNear(span, before.learningRate, point.learningRate, 1e-12)
      ? []
      : [{ point, before }];
  });
  const [first] = jumps;
  const initial = points[0]?.learningRate ?? NaN;
  if (first === undefined || jumps.length > points.length / 2) {
    if (first === undefined) return;
  }
  const ratios = jumps.map(({ point, before }) => point.learningRate / before.learningRate);
  const logs = ratios.map(Math.log);
  const least = logs.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
  if (least === undefined || !Number.isFinite(least)) return;
  const factor = snapped(Math.exp(least));
  yield { law: 'step', initial: snapped(initial), factor, every: { steps: first.point.t } };
  const at = jumps.flatMap(({ point }, index) => {
    const times = Math.max(1, Math.round((logs[index] ?? 0) / least));
    return Array.from({ length: Math.min(times, 50) }, () => ({ steps: point.t }));
  });
  if (at.length <= 200) yield { law: 'multi-step', initial: snapped(initial), factor, at };
}

import type { Draft } from './candidate.js';
import { type Point, snapped, type Span } from './points.js';
import { meetsProbes, parameterOf } from './shapes.js';

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

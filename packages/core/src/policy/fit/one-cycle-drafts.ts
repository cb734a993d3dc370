import type { Draft } from './candidate.js';
import { angleOf } from './falling-drafts.js';
import { snapped, type Span } from './points.js';
import { solveWeights, type Weights } from './solve.js';

const DEFAULT = { peakAt: 0.3, startDivisor: 25, endDivisor: 1e4 } as const;
const ANNEALS = ['cosine', 'linear'] as const;
type Anneal = (typeof ANNEALS)[number];

/** Which of the three learning rates a stretch goes to and from. */
const [INITIAL, PEAK, FINAL] = [0, 1, 2];

interface Shape {
  readonly peakAt: number;
  readonly anneal: Anneal;
  readonly phases: 2 | 3;
}

/** Weights of the initial, the largest and the final learning rate in the one at t; null where no stretch is left. */
function weightsOf({ peakAt, anneal, phases }: Shape, updates: number): Weights | null {
  const last = updates - 1;
  const ends =
    phases === 2
      ? [
          [peakAt * updates - 1, INITIAL, PEAK],
          [last, PEAK, FINAL],
        ]
      : [
          [peakAt * updates - 1, INITIAL, PEAK],
          [2 * peakAt * updates - 2, PEAK, INITIAL],
          [last, INITIAL, FINAL],
        ];
  const kept: { readonly start: number; readonly end: number; readonly from: number; readonly to: number }[] = [];
  for (const [end = 0, from = 0, to = 0] of ends) {
    const start = kept.at(-1)?.end ?? 0;
    if (end > start) kept.push({ start, end, from, to });
  }
  const [lastKept] = kept.slice(-1);
  if (lastKept === undefined) return null;
  return (t) => {
    const { start, end, from, to } = kept.find((stretch) => t <= stretch.end) ?? lastKept;
    const passed = Math.min(1, (t - start) / (end - start));
    const share = anneal === 'linear' ? passed : 0.5 * (1 - Math.cos(Math.PI * passed));
    return [INITIAL, PEAK, FINAL].map((which) => (which === from ? 1 - share : 0) + (which === to ? share : 0));
  };
}

/** What ties the three together: by the defaults of both divisors, of one of them, or of none. */
const TIES: readonly ((weights: readonly number[]) => readonly number[])[] = [
  ([i = 0, p = 0, f = 0]) => [i / DEFAULT.startDivisor + p + f / (DEFAULT.startDivisor * DEFAULT.endDivisor)],
  ([i = 0, p = 0, f = 0]) => [i + f / DEFAULT.endDivisor, p],
  ([i = 0, p = 0, f = 0]) => [i / DEFAULT.startDivisor + p, f],
  (weights) => weights,
];

/** The three learning rates of what was solved for under a tie. */
function untied(tie: number, values: readonly number[]): readonly [number, number, number] {
  const [a = 0, b = 0, c = 0] = values;
  if (tie === 0) return [a / DEFAULT.startDivisor, a, a / (DEFAULT.startDivisor * DEFAULT.endDivisor)];
  if (tie === 1) return [a, b, a / DEFAULT.endDivisor];
  return tie === 2 ? [a / DEFAULT.startDivisor, a, b] : [a, b, c];
}

/** One-cycle in two or three phases: where its peak lies is the default, or what the first phase's bend or slope tells. */
export function* oneCycleDrafts(span: Span): Iterable<Draft> {
  for (const anneal of ANNEALS) {
    for (const peakAt of new Set([DEFAULT.peakAt, ...peaksSeen(span, anneal)])) {
      for (const phases of [2, 3] as const) yield* draftsOf({ peakAt, anneal, phases }, span);
    }
  }
}

function* draftsOf(shape: Shape, span: Span): Iterable<Draft> {
  const weights = weightsOf(shape, span.updates);
  if (weights === null) return;
  for (const [tie, tied] of TIES.entries()) {
    const values = solveWeights((t) => tied(weights(t)), span);
    if (values === null) continue;
    const [initial, peak, final] = untied(tie, values);
    if (!(initial > 0 && peak > 0 && final > 0)) continue;
    const divisors = { startDivisor: snapped(peak / initial), endDivisor: snapped(initial / final) };
    yield { law: 'one-cycle', peak: snapped(peak), ...shape, ...divisors };
    return;
  }
}

/** Shares of the span at which the peak may lie, from what a dense trace does before its largest value. */
function peaksSeen(span: Span, anneal: Anneal): readonly number[] {
  const { points, updates } = span;
  const value = (t: number) => points[t]?.learningRate ?? NaN;
  let top = 0;
  while (top + 1 < points.length && value(top + 1) > value(top)) top += 1;
  const tops: number[] = [];
  if (anneal === 'cosine') {
    const last = points.length - 1;
    const omega = angleOf(span, top);
    if (omega !== null) tops.push(Math.PI / omega);
    // A peak of the first updates bends too few of them: the stretch to the end says where it began.
    for (const from of [top + 1, Math.floor(last / 2)]) {
      const tail = angleOf(span, last, from);
      if (tail === null) continue;
      const start = updates - 1 - Math.PI / tail;
      // In three phases that stretch begins twice as late, at 2·peakAt·T − 2.
      tops.push(start, start / 2);
    }
  } else {
    const [rise, fall] = [value(1) - value(0), value(top + 3) - value(top + 2)];
    tops.push((value(top + 2) - fall * (top + 2) - value(0)) / (rise - fall));
  }
  return tops.map((end) => snapped((end + 1) / updates)).filter((peakAt) => peakAt >= 0 && peakAt <= 1);
}

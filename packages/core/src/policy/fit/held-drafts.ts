import type { Draft } from './candidate.js';
import { FLAT_ENTRY } from './falling-drafts.js';
import { isNear, isSame, snapped, type Span } from './points.js';
import { draftsOf, meetsProbes } from './shapes.js';

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

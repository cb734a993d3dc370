import type { Draft } from './candidate.js';
import { angleOf } from './falling-drafts.js';
import { isSame, snapped, type Span } from './points.js';

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

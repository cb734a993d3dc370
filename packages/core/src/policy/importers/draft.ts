import type { Length } from '../../units/index.js';

/** A node of a policy document that an importer builds; the document's own reader judges the whole. */
export type Draft = Readonly<Record<string, unknown>>;

/** A stretch of updates with one law, the last of them without an end. */
export interface Stretch {
  /** Updates; null for what lasts to the end of the run. */
  readonly updates: number | null;
  readonly draft: Draft;
}

/**
 * Stretches one after the other, as a sequence. Those without any update are left out, and so are those that begin at
 * or after `totalUpdates`, where that is known.
 */
export function inSequence(stretches: readonly Stretch[], totalUpdates: number | null): Draft {
  const phases: Draft[] = [];
  let start = 0;
  for (const { updates, draft } of stretches) {
    if (updates === 0 || (totalUpdates !== null && start >= totalUpdates)) continue;
    const end = updates === null ? null : start + updates;
    const isLast = end === null || (totalUpdates !== null && end >= totalUpdates);
    phases.push({ policy: draft, ...(isLast ? {} : { until: { steps: end } }) });
    if (isLast) break;
    start = end;
  }
  // Where the last stretch has an end and the run none, it is the last one all the same: its law holds its end.
  const last = phases.at(-1);
  const { until: _until, ...open } = last ?? {};
  return { law: 'sequence', phases: [...phases.slice(0, -1), open] };
}

/** The first `length` of a warm-up that has no law behind it: from `from` on the way to `to`. */
export function warmupAlone(from: number, to: number, length: Length, shape: 'linear' | 'cosine' = 'linear'): Draft {
  return shape === 'linear'
    ? { law: 'linear', initial: from, end: to, length }
    : { law: 'cosine', peak: from, end: to, length };
}

/** Points that a table holds. */
export const MOST_POINTS = 10_000;

/** Learning rates one by one, for what no law says; null where they are more than a table holds. */
export function tableOf(learningRateAt: (t: number) => number, updates: number): Draft | null {
  const points: (readonly [number, number])[] = [];
  for (let t = 0; t < updates; t += 1) {
    const learningRate = learningRateAt(t);
    if (points.at(-1)?.[1] !== learningRate) points.push([t, learningRate]);
    if (points.length > MOST_POINTS) return null;
  }
  return { law: 'table', points };
}

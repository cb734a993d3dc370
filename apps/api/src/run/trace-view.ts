import type { Trace } from '@ratebook/core/run';

export const TRACE_POINT_LIMIT = 5_000;

/** A trace thinned for a drawing. */
export interface ThinnedTrace {
  readonly update: readonly number[];
  readonly learningRate: readonly number[];
  readonly loss: readonly (number | null)[];
  readonly totalUpdates: number;
}

/**
 * At most `points` entries: of each bucket the least and the greatest loss are kept, and the first and last update, so
 * that no spike is lost. A bucket that holds a loss that was not finite keeps the first of these.
 */
export function thinTrace(trace: Trace, points: number): ThinnedTrace {
  const total = trace.update.length;
  const limit = Math.max(2, Math.min(points, TRACE_POINT_LIMIT));
  const kept = total <= limit ? trace.update.map((_, index) => index) : keptIndices(trace, limit);
  return {
    update: kept.map((index) => trace.update[index] ?? index),
    learningRate: kept.map((index) => trace.learningRate[index] ?? 0),
    loss: kept.map((index) => trace.loss[index] ?? null),
    totalUpdates: total,
  };
}

function keptIndices(trace: Trace, limit: number): readonly number[] {
  const total = trace.update.length;
  const buckets = Math.max(1, Math.floor((limit - 2) / 2));
  const kept = new Set<number>([0]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * total) / buckets);
    const to = Math.floor(((bucket + 1) * total) / buckets);
    let [least, greatest] = [from, from];
    for (let index = from; index < to; index++) {
      const loss = trace.loss[index] ?? null;
      if (loss === null) {
        greatest = index;
        break;
      }
      if (loss < (trace.loss[least] ?? Infinity)) least = index;
      if (loss > (trace.loss[greatest] ?? -Infinity)) greatest = index;
    }
    kept.add(least).add(greatest);
  }
  kept.add(total - 1);
  return [...kept].sort((a, b) => a - b);
}

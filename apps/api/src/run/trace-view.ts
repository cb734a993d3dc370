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
 * At most `points` entries (2 at least): the first and last update, the updates at which the learning rate breaks off
 * what it did (a step, a warm-up's end), and of each bucket the least and the greatest loss, so that no spike is lost. A
 * bucket that holds a loss that was not finite keeps the first of these.
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
  const breaks = breaksOf(trace.learningRate, Math.floor((limit - 2) / 2));
  const buckets = Math.floor((limit - 2 - breaks.length) / 2);
  const kept = new Set<number>([0, ...breaks]);
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

/** How much sharper than the mean bend of a schedule a break is. A smooth schedule bends no more than a few times as much. */
const BREAK_FACTOR = 10;

/** Where a schedule bends most sharply, at most `most` indices: both sides of a jump, the tip of a kink. */
function breaksOf(learningRate: readonly number[], most: number): readonly number[] {
  const bends = learningRate.map((value, index) => {
    const [before, after] = [learningRate[index - 1] ?? value, learningRate[index + 1] ?? value];
    // A trace's ends are kept anyway.
    return index === 0 || index === learningRate.length - 1 ? 0 : Math.abs(before - 2 * value + after);
  });
  const threshold = (BREAK_FACTOR * bends.reduce((sum, bend) => sum + bend, 0)) / bends.length;
  return bends
    .flatMap((bend, index) => (bend > threshold ? [{ bend, index }] : []))
    .sort((a, b) => b.bend - a.bend || a.index - b.index)
    .slice(0, most)
    .map(({ index }) => index);
}

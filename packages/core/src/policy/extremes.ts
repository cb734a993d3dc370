import type { Extremes } from './law.js';

/** Up to so many updates or turning points each is looked at. */
export const MOST_LOOKED_AT = 100_000;

/** What is known of a curve beside its values. */
export interface CurveKnowledge {
  /** Local times between which it is monotone, ascending or not, in whole updates or between them. */
  readonly turns: Iterable<number>;
  readonly turnCount: number;
  /** What no value leaves, for a curve with more turns and more updates than are looked at. */
  readonly bounds: Extremes;
}

/**
 * The least and the greatest value of a piecewise monotone curve over whole local times `from` to `to`: its ends, and
 * the whole updates on both sides of every turn.
 */
export function extremesBetweenTurns(
  learningRateAt: (localTime: number) => number,
  from: number,
  to: number,
  { turns, turnCount, bounds }: CurveKnowledge,
): Extremes {
  let [least, greatest] = [Infinity, -Infinity];
  const look = (localTime: number) => {
    const learningRate = learningRateAt(Math.min(to, Math.max(from, localTime)));
    // Math.min and Math.max keep a NaN, so that one anywhere is found.
    [least, greatest] = [Math.min(least, learningRate), Math.max(greatest, learningRate)];
  };
  look(from);
  look(to);
  if (turnCount <= MOST_LOOKED_AT) {
    // One beside each: where a turn is computed with rounding, its neighbour may be the one.
    for (const turn of turns) for (let at = Math.floor(turn) - 1; at <= Math.ceil(turn) + 1; at += 1) look(at);
  } else if (to - from <= MOST_LOOKED_AT) {
    for (let localTime = from; localTime <= to; localTime += 1) look(localTime);
  } else {
    return bounds;
  }
  return { least, greatest };
}

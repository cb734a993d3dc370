import type { Extremes } from './law.js';

/** Up to so many updates or turning points each is looked at. */
const MOST_LOOKED_AT = 1000;

/** What is known of a curve beside its values. */
export interface CurveKnowledge {
  /** Local times between which it is monotone, ascending or not, in whole updates or between them. */
  readonly turns: Iterable<number>;
  readonly turnCount: number;
  /** What no value leaves, for a curve with more turns and more updates than are looked at. */
  readonly bounds: Extremes;
}

/** The turns that are numbered `first` to `last`, both included. */
export function* turnsFrom(first: number, last: number, at: (turn: number) => number): Iterable<number> {
  // Counted from 0: from 2^53 on, adding 1 to a number changes nothing.
  for (let index = 0; index <= last - first; index += 1) yield at(first + index);
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
    for (const turn of turns) {
      const [below, above] = [Math.floor(turn), Math.ceil(turn)];
      // One beside each: where a turn is computed with rounding, its neighbour may be the one. Named one by one: from
      // 2^53 on, counting up from one to the next would never arrive.
      look(below - 1);
      look(below);
      look(above);
      look(above + 1);
    }
  } else if (to - from <= MOST_LOOKED_AT) {
    for (let localTime = from; localTime <= to; localTime += 1) look(localTime);
  } else {
    // Of what was looked at only a NaN can leave the bounds.
    return { least: Math.min(least, bounds.least), greatest: Math.max(greatest, bounds.greatest) };
  }
  return { least, greatest };
}

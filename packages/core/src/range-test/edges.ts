import type { RangePoint } from './range-test.js';
import { rangeLevels, readRange } from './read-outs.js';

/**
 * Where a range test's read-outs are decided: the best, both ends of the usable range, the edge, and the neighbours of
 * best and ends on the grid. Several seeds are worth their cost there (trainers.md 1.4); ascending.
 */
export function decidingLearningRates(points: readonly RangePoint[]): readonly number[] {
  const { best, usable, edge } = readRange(points);
  const grid = rangeLevels(points).map(({ learningRate }) => learningRate);
  const around = [best, usable?.low, usable?.high].flatMap((one) => {
    const index = one == null ? -1 : grid.indexOf(one);
    return index < 0 ? [] : grid.slice(Math.max(0, index - 1), index + 2);
  });
  const deciding = new Set(edge === null ? around : [...around, edge]);
  return grid.filter((one) => deciding.has(one));
}

import type { StudyPlan } from './plan.js';
import type { Reading } from './trial.js';

/**
 * Updates until a target was reached: the first evaluation at or past it whose next one is past it too; at the last one the
 * single crossing counts (docs/ranking.md, objective C). Null where it was not reached.
 */
export function updatesToTarget(
  readings: readonly Reading[],
  target: number,
  direction: StudyPlan['direction'],
): number | null {
  const isThere = ({ metric }: Reading) =>
    metric !== null && (direction === 'maximize' ? metric >= target : metric <= target);
  const index = readings.findIndex((reading, at) => {
    const next = readings[at + 1];
    return isThere(reading) && (next === undefined || isThere(next));
  });
  return readings[index]?.t ?? null;
}

import { type Metric, orientedMetric } from './metric.js';
import type { Task } from './task.js';

/** What a task's calibration is computed from: its baseline arm, trained with many seeds over the whole budget. */
export interface BaselineRun {
  /** The metric on the test split, after the last update. */
  readonly finalTest: number;
  /** The metric on the validation split at each declared evaluation point, in order; the last is at the end. */
  readonly validation: readonly { readonly t: number; readonly value: number }[];
}

/** The share of baseline runs that reach a target. */
const REACHING_SHARE = 0.9;

/** Of values sorted best first, the one that a share of them, rounded up to whole runs, reach. */
function reachedBy(sorted: readonly number[], share: number): number {
  const value = sorted[Math.ceil(share * sorted.length) - 1];
  if (value === undefined) throw new RangeError('A target needs a run.');
  return value;
}

/**
 * A task's seed noise and targets, from runs of its baseline (ranking.md 6.2 and objective C of the design): mean and
 * sample deviation of the final test metric; `full`, the validation metric at the end that 90% of the runs reach; `half`,
 * the best validation metric that 90% have reached within half the budget. `chance` is the metric before the first update.
 *
 * Throws a RangeError for fewer than two runs, or a run that was not evaluated within half the budget.
 */
export function calibrateTask(
  metric: Metric,
  runs: readonly BaselineRun[],
  chance: number,
  totalUpdates: number,
): { readonly calibration: NonNullable<Task['calibration']>; readonly targets: NonNullable<Task['targets']> } {
  if (runs.length < 2) throw new RangeError('A calibration needs two runs.');
  const finals = runs.map(({ finalTest }) => finalTest);
  const mean = finals.reduce((sum, value) => sum + value, 0) / finals.length;
  const squares = finals.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const bestFirst = (values: readonly number[]) =>
    values.toSorted((a, b) => orientedMetric(metric.direction, b) - orientedMetric(metric.direction, a));
  const ends = runs.map(({ validation }) => validation.at(-1)?.value ?? Number.NaN);
  const halves = runs.map(({ validation }) => {
    const [best] = bestFirst(validation.filter(({ t }) => t <= totalUpdates / 2).map(({ value }) => value));
    if (best === undefined) throw new RangeError('A run was not evaluated within half the budget.');
    return best;
  });
  return {
    calibration: { runs: runs.length, mean, standardDeviation: Math.sqrt(squares / (finals.length - 1)), chance },
    targets: { full: reachedBy(bestFirst(ends), REACHING_SHARE), half: reachedBy(bestFirst(halves), REACHING_SHARE) },
  };
}

import { single } from '../schedules/single-precision.js';
import type { Schedule } from '../schedules/schedule.js';
import type { ExportCandidate, ExportInput } from './exporter.js';
import { closestOf } from './closest.js';

/** What a table of float32 learning rates gives at update t; from the end of the run on its last entry. */
export function singlePrecisionTable({ compiled }: ExportInput): Schedule {
  const { totalUpdates, learningRateAt } = compiled;
  return (t) => single(learningRateAt(Math.min(t, totalUpdates)));
}

/** A closed loop whose machine computes in double, and whose learning rates are then float32. */
export function singlePrecisionLoop({ compiled }: ExportInput): Pick<ExportCandidate, 'learningRateAt' | 'replay'> {
  return {
    learningRateAt: (t) => single(compiled.learningRateAt(t)),
    replay: (events) => {
      const replayed = compiled.replay(events);
      return (t) => single(replayed(t));
    },
  };
}

/** A backend's own powers and cosines may be a last bit off: what is offered as exact keeps this far from the tolerance. */
const SAFE_OF_PEAK = 5e-7;

/** Whether a tool's own schedule stays so near, where it is looked at, that no backend's rounding makes a difference of it. */
export function isSafelyExact(learningRateAt: Schedule, { compiled }: ExportInput): boolean {
  const tried = closestOf([{ settings: null, learningRateAt }], compiled);
  // A group's difference is its multiplier as large, and is a share of the same peak.
  const largest = Math.max(1, ...compiled.groups.values());
  return tried !== null && tried.ofPeak * largest <= SAFE_OF_PEAK;
}

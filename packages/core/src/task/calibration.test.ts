import { describe, expect, it } from 'vitest';
import { type BaselineRun, calibrateTask } from './calibration.js';

const accuracy = { name: 'accuracy', direction: 'maximize', unit: 'share' } as const;
const perplexity = { name: 'loss', direction: 'minimize', unit: 'nats' } as const;

/** Ten runs whose metric at the end is 1 … 10 tenths, and half of that, with a look a quarter above, at half time. */
const tenRuns: readonly BaselineRun[] = Array.from({ length: 10 }, (_, index) => {
  const end = (index + 1) / 10;
  return {
    finalTest: end,
    validation: [
      { t: 25, value: end * 0.75 },
      { t: 50, value: end * 0.5 },
      { t: 100, value: end },
    ],
  };
});

describe('a task’s calibration', () => {
  it('takes mean and sample deviation of the final test metric', () => {
    const { calibration } = calibrateTask(accuracy, tenRuns, 0.1, 100);
    expect(calibration).toMatchObject({ runs: 10, chance: 0.1 });
    expect(calibration.mean).toBeCloseTo(0.55, 12);
    // The deviation of 1 … 10 is √(110/12).
    expect(calibration.standardDeviation).toBeCloseTo(Math.sqrt(110 / 12) / 10, 12);
  });

  it('sets the target where nine of ten runs reach it, and the easier one by the best look within half the budget', () => {
    const { targets } = calibrateTask(accuracy, tenRuns, 0.1, 100);
    expect(targets.full).toBe(0.2);
    expect(targets.half).toBeCloseTo(0.15, 12);
  });

  it('turns round for a metric to minimize', () => {
    const { targets } = calibrateTask(perplexity, tenRuns, 3, 100);
    expect(targets.full).toBe(0.9);
    expect(targets.half).toBeCloseTo(0.45, 12);
  });

  it('refuses a single run, and one that nobody looked at in time', () => {
    expect(() => calibrateTask(accuracy, tenRuns.slice(0, 1), 0.1, 100)).toThrow(RangeError);
    expect(() => calibrateTask(accuracy, tenRuns, 0.1, 40)).toThrow('half the budget');
  });
});

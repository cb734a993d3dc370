import { describe, expect, it } from 'vitest';
import {
  kerasCosineDecay,
  kerasCosineDecayRestarts,
  kerasExponentialDecay,
  kerasInverseTimeDecay,
  kerasPiecewiseConstantDecay,
  kerasPolynomialDecay,
} from './keras.js';
import type { Schedule } from './schedule.js';

const SINGLE = 1e-6;

/** Values that Keras 3.15.1 printed, on its PyTorch backend. */
function expectTrace(schedule: Schedule, learningRates: readonly number[]): void {
  for (const [t, learningRate] of learningRates.entries()) {
    expect(Math.abs(schedule(t) - learningRate), `update ${String(t)}`).toBeLessThanOrEqual(SINGLE);
  }
}

describe('Keras schedules', () => {
  it('keep the old value of a piecewise constant at its boundary', () => {
    expectTrace(kerasPiecewiseConstantDecay([2, 4], [1, 0.5, 0.25]), [1, 1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  it('count the steps of a cosine without its warm-up, and its floor as a share of the peak', () => {
    const cosine = { initialLearningRate: 0, decaySteps: 6, alpha: 0.1, warmupTarget: 1, warmupSteps: 4 };
    expectTrace(
      kerasCosineDecay(cosine),
      [0, 0.25, 0.5, 0.75, 1, 0.93971145, 0.775, 0.55, 0.32499996, 0.16028857, 0.1, 0.1],
    );
    const halfAsHigh = kerasCosineDecay({ ...cosine, warmupTarget: 0.5 });
    expect(halfAsHigh(11)).toBeCloseTo(0.05, 7);
  });

  it('ignore a warm-up without a target', () => {
    expectTrace(
      kerasCosineDecay({ initialLearningRate: 1, decaySteps: 6, alpha: 0, warmupTarget: null, warmupSteps: 4 }),
      [1, 0.93301272, 0.75, 0.49999997, 0.24999997, 0.06698731, 0, 0],
    );
  });

  it('restart a cosine that grows and falls', () => {
    const restarts = { initialLearningRate: 1, firstDecaySteps: 3, tMul: 2, mMul: 0.5, alpha: 0 };
    expectTrace(
      kerasCosineDecayRestarts(restarts),
      [1, 0.75, 0.24999997, 0.5, 0.46650636, 0.375, 0.24999999, 0.12500003, 0.03349362, 0.25, 0.24574074],
    );
    expect(kerasCosineDecayRestarts(restarts)(21)).toBeCloseTo(0.125, 6);
  });

  it('miss a restart of growing cycles, as the logarithm in single precision does', () => {
    const growing = { initialLearningRate: 1, firstDecaySteps: 1000, mMul: 1, alpha: 0 };
    for (const [tMul, restart] of [
      [1.1, 2100],
      [1.3, 2300],
    ] as const) {
      expect(kerasCosineDecayRestarts({ ...growing, tMul })(restart)).toBe(0);
    }
    expect(kerasCosineDecayRestarts({ ...growing, tMul: 3 })(4000)).toBe(1);
  });

  it('fall to the end of a polynomial and stay there', () => {
    expectTrace(
      kerasPolynomialDecay({ initialLearningRate: 1, decaySteps: 5, endLearningRate: 0.1, power: 0.5 }),
      [1, 0.90498447, 0.79713702, 0.66920996, 0.50249225, 0.1, 0.1],
    );
  });

  it('never stop an exponential or an inverse time', () => {
    expectTrace(
      kerasExponentialDecay({ initialLearningRate: 1, decaySteps: 3, decayRate: 0.5, staircase: true }),
      [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25],
    );
    expectTrace(
      kerasExponentialDecay({ initialLearningRate: 1, decaySteps: 3, decayRate: 0.5, staircase: false }),
      [1, 0.7937005, 0.62996054, 0.5, 0.39685026],
    );
    expectTrace(kerasInverseTimeDecay({ initialLearningRate: 1, decaySteps: 2, decayRate: 1 }), [1, 2 / 3, 0.5, 0.4]);
  });
});

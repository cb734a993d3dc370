import { describe, expect, it } from 'vitest';
import {
  optaxConstant,
  optaxCosineOneCycle,
  optaxExponential,
  optaxJoin,
  optaxPiecewiseConstant,
  optaxPolynomial,
  optaxWarmupCosine,
} from './optax.js';
import type { Schedule } from './schedule.js';
import { torchOneCycleSchedule } from './torch-one-cycle.js';

const SINGLE = 1e-6;

/** Values that Optax 0.2.8 printed, without x64. */
function expectTrace(schedule: Schedule, learningRates: readonly number[]): void {
  for (const [t, learningRate] of learningRates.entries()) {
    expect(Math.abs(schedule(t) - learningRate), `update ${String(t)}`).toBeLessThanOrEqual(SINGLE);
  }
}

describe('Optax schedules', () => {
  it('count the steps of a warmed-up cosine with its warm-up, and its end as a learning rate', () => {
    const cosine = { initValue: 0, peakValue: 1, warmupSteps: 4, decaySteps: 10, endValue: 0.1 };
    expectTrace(
      optaxWarmupCosine(cosine),
      [0, 0.25, 0.5, 0.75, 1, 0.93971145, 0.775, 0.55, 0.32499996, 0.16028857, 0.1, 0.1, 0.1],
    );
    expect(optaxWarmupCosine({ ...cosine, peakValue: 0.5 })(12)).toBeCloseTo(0.1, 7);
  });

  it('multiply a piecewise constant at its boundary, in any order of boundaries', () => {
    const scales = [
      [5, 0.1],
      [3, 0.5],
    ] as const;
    expectTrace(optaxPiecewiseConstant(1, scales), [1, 1, 1, 0.5, 0.5, 0.05, 0.05, 0.05]);
  });

  it('start the next of joined schedules at its boundary, also between two updates', () => {
    const cosine = (initValue: number, decaySteps: number) =>
      optaxWarmupCosine({ initValue, peakValue: initValue, warmupSteps: 0, decaySteps, endValue: 0 });
    expectTrace(
      optaxJoin([cosine(1, 3), cosine(0.5, 4.5)], [3]),
      [1, 0.75, 0.24999997, 0.5, 0.4415111, 0.29341203, 0.125, 0.01507683, 0, 0, 0],
    );
    expectTrace(optaxJoin([optaxConstant(0.1), optaxConstant(0.2)], [2.5]), [0.1, 0.1, 0.1, 0.2, 0.2]);
  });

  it('fall to the end of a polynomial, and never stop an exponential', () => {
    const polynomial = { initValue: 1, endValue: 0.1, power: 0.5, transitionSteps: 5 };
    expectTrace(optaxPolynomial(polynomial), [1, 0.90498447, 0.79713702, 0.66920996, 0.50249225, 0.1, 0.1]);
    const exponential = { initValue: 1, transitionSteps: 3, decayRate: 0.5 };
    expectTrace(optaxExponential({ ...exponential, staircase: true }), [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
    expectTrace(optaxExponential({ ...exponential, staircase: false }), [1, 0.7937005, 0.62996054, 0.5, 0.39685026]);
  });

  it('anchor a one-cycle elsewhere than PyTorch', () => {
    const cycle = optaxCosineOneCycle({
      transitionSteps: 20,
      peakValue: 0.1,
      pctStart: 0.5,
      divFactor: 10,
      finalDivFactor: 10,
    });
    expectTrace(cycle, [0.01, 0.01220246, 0.01859424, 0.02854966, 0.04109423, 0.055, 0.06890577, 0.08145033]);
    expect([10, 19, 20, 21].map((t) => Number(cycle(t).toPrecision(6)))).toEqual([0.1, 0.0034227, 0.001, 0.001]);
    const torch = torchOneCycleSchedule(0.1, 20, { pct_start: 0.5, div_factor: 10, final_div_factor: 10 });
    expect(torch(9)).toBeCloseTo(0.1, 12);
    expect(cycle(9)).toBeLessThan(0.098);
  });
});

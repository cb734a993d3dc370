import { describe, expect, it } from 'vitest';
import type { Schedule } from './schedule.js';
import { timmCosine, timmMultiStep, timmPoly, timmStableDecay, timmStep } from './timm.js';

const DOUBLE = 1e-10;
const alone = { learningRate: 1, warmupT: 0, warmupLrInit: 0, warmupPrefix: true };
const once = { cycleMul: 1, cycleDecay: 1, cycleLimit: 1 };

/** Values that timm 1.0.31 set, to ten decimals. */
function expectTrace(schedule: Schedule, learningRates: readonly number[]): void {
  for (const [t, learningRate] of learningRates.entries()) {
    expect(Math.abs(schedule(t) - learningRate), `update ${String(t)}`).toBeLessThanOrEqual(DOUBLE);
  }
}

describe('timm schedulers', () => {
  it('jump into the middle of a cosine whose warm-up is no prefix', () => {
    const warmed = { ...alone, ...once, warmupT: 4, warmupLrInit: 0.1, lrMin: 0 };
    expectTrace(
      timmCosine({ ...warmed, tInitial: 10, warmupPrefix: false }),
      [0.1, 0.325, 0.55, 0.775, 0.6545084972, 0.5, 0.3454915028, 0.2061073739, 0.0954915028, 0.0244717419, 0, 0],
    );
    expectTrace(
      timmCosine({ ...warmed, tInitial: 6, lrMin: 0.1 }),
      [0.1, 0.325, 0.55, 0.775, 1, 0.9397114317, 0.775, 0.55, 0.325, 0.1602885683, 0.1, 0.1],
    );
  });

  it('hold the floor past the last cycle', () => {
    expectTrace(
      timmCosine({ ...alone, tInitial: 3, lrMin: 0.1, cycleMul: 2, cycleDecay: 0.5, cycleLimit: 2 }),
      [1, 0.775, 0.325, 0.5, 0.4732050808, 0.4, 0.3, 0.2, 0.1267949192, 0.1, 0.1],
    );
  });

  it('drop one update before a milestone, but never before the first update', () => {
    const half = { ...alone, decayRate: 0.5 };
    expectTrace(timmMultiStep({ ...half, decayT: [3, 5, 5] }), [1, 1, 0.5, 0.5, 0.125, 0.125, 0.125]);
    expectTrace(timmMultiStep({ ...half, decayT: [1, 3] }), [1, 0.5, 0.25, 0.25]);
  });

  it('count steps and powers after the warm-up', () => {
    expectTrace(
      timmStep({ ...alone, warmupT: 2, decayT: 3, decayRate: 0.5 }),
      [0, 0.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25],
    );
    expectTrace(
      timmPoly({ ...alone, ...once, tInitial: 5, power: 2, lrMin: 0.1 }),
      [1, 0.676, 0.424, 0.244, 0.136, 0.1, 0.1],
    );
  });

  it('divide steps of a broken length as Python does', () => {
    expect(1 / 0.1).toBe(10);
    const schedule = timmStep({ ...alone, decayT: 0.1, decayRate: 0.5 });
    expect(schedule(1)).toBe(0.5 ** 9);
  });

  it('keep the stable function and decay it to the floor', () => {
    const stable = { ...alone, tInitial: 8, decayT: 4, lrMin: 0.1, decayRatio: 0.1, stable: 'constant' } as const;
    expectTrace(
      timmStableDecay({ ...stable, warmupT: 2, decayFn: '1-sqrt' }),
      [0, 0.5, 1, 1, 1, 1, 1, 0.55, 0.3636038969, 0.2205771366, 0.1, 0.1],
    );
    expectTrace(
      timmStableDecay({ ...stable, decayFn: 'exp' }),
      [1, 1, 1, 1, 1, 0.5623413252, 0.316227766, 0.177827941, 0.1, 0.1],
    );
    expectTrace(
      timmStableDecay({ ...stable, decayT: 1, lrMin: 0, decayFn: '1-sqrt', stable: { timescale: 3, power: 0.5 } }),
      [1, 0.8660254038, 0.7745966692, 0.7071067812, 0.6546536707, 0.6123724357, 0.5773502692, 0.5477225575, 0],
    );
  });
});

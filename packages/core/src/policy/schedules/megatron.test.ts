import { describe, expect, it } from 'vitest';
import { type MegatronSchedule, megatronSchedule } from './megatron.js';
import { ScheduleRefused } from './schedule.js';

const DOUBLE = 1e-10;
const linear: MegatronSchedule = {
  learningRate: 1,
  minLearningRate: 0.1,
  decayStyle: 'linear',
  decayIters: 10,
  warmupIters: 4,
  warmupInit: 0,
  wsd: null,
};
const UP = [0, 0.25, 0.5, 0.75, 1];

/** Values that megatron-core 0.16.1 set with a batch of 8, to ten decimals. */
const TRACES: readonly (readonly [Partial<MegatronSchedule>, readonly number[]])[] = [
  [{}, [...UP, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1, 0.1, 0.1]],
  [{ decayStyle: 'cosine' }, [...UP, 0.9397114317, 0.775, 0.55, 0.325, 0.1602885683, 0.1, 0.1]],
  [{ decayStyle: 'constant' }, [...UP, 1, 1, 1, 1, 1, 1, 1, 1]],
  [
    { decayStyle: 'inverse-square-root' },
    [...UP, 0.894427191, 0.8164965809, 0.755928946, 0.7071067812, 0.6666666667, 0.632455532, 0.1, 0.1],
  ],
  [{ decayStyle: 'inverse-square-root', warmupIters: 0 }, [1, 0.3535533906, 0.25, 0.2041241452, 0.1767766953]],
  [{ warmupInit: 0.2 }, [0.2, 0.4, 0.6, 0.8, 1]],
];
const STABLE = [...UP, 1, 1];
const DECAYS = [
  ['linear', [...STABLE, 0.775, 0.55, 0.325, 0.1, 0.1, 0.1]],
  ['cosine', [...STABLE, 0.8681980515, 0.55, 0.2318019485, 0.1, 0.1, 0.1]],
  ['minus_sqrt', [...STABLE, 0.55, 0.3636038969, 0.2205771366, 0.1, 0.1, 0.1]],
  ['exponential', [...STABLE, 0.7136135475, 0.4727922061, 0.2702864035, 0.1, 0.1, 0.1]],
] as const;

function expectTrace(settings: Partial<MegatronSchedule>, learningRates: readonly number[]): void {
  const schedule = megatronSchedule({ ...linear, ...settings }, 8);
  for (const [t, learningRate] of learningRates.entries()) {
    const distance = Math.abs(schedule(t) - learningRate);
    expect(distance, `${JSON.stringify(settings)}, update ${String(t)}`).toBeLessThanOrEqual(DOUBLE);
  }
}

describe('the scheduler of Megatron-LM', () => {
  it('gives the learning rates of every style, the first update at the start of the warm-up', () => {
    for (const [settings, learningRates] of TRACES) expectTrace(settings, learningRates);
  });

  it('gives the learning rates of every decay after a stable phase', () => {
    for (const [decayStyle, learningRates] of DECAYS) {
      expectTrace({ decayStyle: 'WSD', wsd: { decayIters: 4, decayStyle } }, learningRates);
    }
  });

  it('depends on the batch where an inverse square root has no warm-up, and only there', () => {
    const root = { ...linear, decayStyle: 'inverse-square-root' } as const;
    expect(megatronSchedule({ ...root, warmupIters: 0 }, 4)(4)).toBe(0.25);
    expect(megatronSchedule({ ...root, warmupIters: 0 }, 1)(4)).toBe(0.5);
    for (const batch of [1, 4, 512]) expect(megatronSchedule(root, batch)(9)).toBeCloseTo(2 / 3, 12);
  });

  it('refuses what the class refuses', () => {
    for (const wrong of [
      { minLearningRate: 2 },
      { warmupInit: 2 },
      { warmupIters: 10 },
      { decayStyle: 'WSD' as const },
    ])
      expect(() => megatronSchedule({ ...linear, ...wrong })).toThrow(ScheduleRefused);
  });
});

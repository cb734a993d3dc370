import { describe, expect, it } from 'vitest';
import { ScheduleRefused } from './schedule.js';
import { type TimmArguments, timmTraining } from './timm-arguments.js';

const DOUBLE = 1e-10;
const given: TimmArguments = {
  sched: 'cosine',
  learningRate: 1,
  epochs: 4,
  warmupEpochs: 0,
  warmupLr: 0,
  warmupPrefix: true,
  minLr: 0,
  cooldownEpochs: 0,
  decayEpochs: 1,
  decayMilestones: [],
  decayRate: 0.5,
  cycleMul: 1,
  cycleDecay: 1,
  cycleLimit: 1,
  decayFn: null,
  stableTimescale: null,
};
const stable: Partial<TimmArguments> = { sched: 'wsd', warmupEpochs: 1, decayEpochs: 0.5 };

/** What create_scheduler of timm 1.0.31 set, to ten decimals, and the updates that train.py would train for. */
const TRACES: readonly (readonly [Partial<TimmArguments>, number, number, readonly number[]])[] = [
  [
    { epochs: 3, warmupEpochs: 1, warmupLr: 0.1, minLr: 0.1, cooldownEpochs: 1 },
    4,
    20,
    [0.1, 0.325, 0.55, 0.775, 1, 0.9846666218, 0.9397114317, 0.8681980515, 0.775, 0.6664685703, 0.55, 0.4335314297],
  ],
  [{ epochs: 2, cycleLimit: 2 }, 2, 8, [1, 0.8535533906, 0.5, 0.1464466094, 1, 0.8535533906, 0.5, 0.1464466094, 0]],
  [
    { sched: 'poly', epochs: 2, decayRate: 0.1 },
    4,
    8,
    [1, 0.9867356184, 0.9716416579, 0.9540870513, 0.9330329915, 0.9065737227, 0.8705505633, 0.8122523964, 0],
  ],
  [{ ...stable, warmupPrefix: false }, 2, 8, [0, 0.5, 1, 1, 1, 1, 0.4226497308, 0.1835034191, 0]],
  [stable, 2, 10, [0, 0.5, 1, 1, 1, 1, 1, 0.5, 0.2928932188, 0.1339745962, 0]],
  [
    { sched: 'rsqrt', warmupEpochs: 1, decayEpochs: 0.125 },
    2,
    10,
    [0, 0.5, 1, 0.8164965809, 0.7071067812, 0.632455532, 0.5773502692, 0.5345224838, 0.5, 0.4714045208, 0],
  ],
  [{ sched: 'multistep', decayMilestones: [1, 2] }, 3, 12, [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]],
  [{ sched: 'step', decayEpochs: 1.5 }, 2, 8, [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]],
];

describe('the command line of timm', () => {
  it('sets the learning rates that timm set, and trains for as long', () => {
    for (const [settings, updatesPerEpoch, updates, learningRates] of TRACES) {
      const { learningRateAt, trainedUpdates } = timmTraining({ ...given, ...settings }, updatesPerEpoch);
      const where = JSON.stringify(settings);
      expect(trainedUpdates, where).toBe(updates);
      for (const [t, learningRate] of learningRates.entries()) {
        const distance = Math.abs(learningRateAt(t) - learningRate);
        expect(distance, `${where}, update ${String(t)}`).toBeLessThanOrEqual(DOUBLE);
      }
    }
  });

  it('reads a decay below 1 as a share and another one as epochs', () => {
    const decayed = (decayEpochs: number) => {
      const { learningRateAt } = timmTraining({ ...given, ...stable, warmupEpochs: 0, decayEpochs }, 10);
      return Array.from({ length: 41 }, (_, t) => t).findIndex((t) => learningRateAt(t) < 1);
    };
    expect([decayed(0.5), decayed(1), decayed(1.5)]).toEqual([21, 31, 26]);
  });

  it('refuses a decay that is longer than the training, and rsqrt without a timescale', () => {
    expect(() => timmTraining({ ...given, ...stable, decayEpochs: 5 }, 2)).toThrow(ScheduleRefused);
    expect(() => timmTraining({ ...given, sched: 'rsqrt', warmupEpochs: 0 }, 2)).toThrow(ScheduleRefused);
  });
});

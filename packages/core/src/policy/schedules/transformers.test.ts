import { describe, expect, it } from 'vitest';
import { type Schedule, ScheduleRefused } from './schedule.js';
import { transformersSchedule } from './transformers.js';
import type { TransformersSchedule, TransformersVersion } from './transformers-factor.js';

function scheduleOf(settings: Partial<TransformersSchedule>, version: TransformersVersion = '5'): Schedule {
  return transformersSchedule(
    { type: 'linear', learningRate: 1, schedulerArguments: {}, warmupSteps: 0, totalUpdates: 10, ...settings },
    version,
  );
}

function trace(schedule: Schedule, updates: number): readonly number[] {
  return Array.from({ length: updates }, (_, t) => Number(schedule(t).toFixed(3)));
}

describe('the schedules of the Trainer', () => {
  it('start at 0, reach the peak at update W and end at 0: linear, W = 4, N = 10', () => {
    const linear = scheduleOf({ type: 'linear', warmupSteps: 4 });
    expect(trace(linear, 13)).toEqual([0, 0.25, 0.5, 0.75, 1, 0.833, 0.667, 0.5, 0.333, 0.167, 0, 0, 0]);
  });

  it('let a cosine rise again past N, as when a finished run goes on with its old total', () => {
    const cosine = scheduleOf({ type: 'cosine', warmupSteps: 4 });
    expect(trace(cosine, 13)).toEqual([0, 0.25, 0.5, 0.75, 1, 0.933, 0.75, 0.5, 0.25, 0.067, 0, 0.067, 0.25]);
  });

  it.each([
    'linear',
    'cosine',
    'cosine_with_restarts',
    'polynomial',
    'constant_with_warmup',
    'inverse_sqrt',
    'cosine_with_min_lr',
  ] as const)('apply 0 at the first update of a warm-up and the peak at update W: %s', (type) => {
    const schedulerArguments = type === 'cosine_with_min_lr' ? { min_lr: 0.1 } : {};
    const schedule = scheduleOf({ type, schedulerArguments, warmupSteps: 5, totalUpdates: 20 });
    expect(schedule(0)).toBe(0);
    expect(schedule(4)).toBeCloseTo(0.8, 12);
    expect(schedule(5)).toBe(1);
  });

  it('ignore the warm-up for constant', () => {
    expect(trace(scheduleOf({ type: 'constant', warmupSteps: 4 }), 3)).toEqual([1, 1, 1]);
  });

  it('restart as often as num_cycles says and stay at 0 from N on', () => {
    const restarts = scheduleOf({
      type: 'cosine_with_restarts',
      schedulerArguments: { num_cycles: 2 },
      totalUpdates: 8,
    });
    expect(trace(restarts, 10)).toEqual([1, 0.854, 0.5, 0.146, 1, 0.854, 0.5, 0.146, 0, 0]);
  });

  it('end a polynomial at 1e-7 where lr_end is not given, and hold it', () => {
    const polynomial = scheduleOf({ type: 'polynomial', learningRate: 1e-3 });
    expect(polynomial(10)).toBeCloseTo(1e-7, 20);
    expect(polynomial(99)).toBeCloseTo(1e-7, 20);
    const toZero = scheduleOf({ type: 'polynomial', schedulerArguments: { lr_end: 0, power: 2 } });
    expect(toZero(5)).toBe(0.25);
    expect(toZero(10)).toBe(0);
  });

  it('give no learning rate past a polynomial whose warm-up fills the run: the library divides by 0 there', () => {
    const polynomial = scheduleOf({ type: 'polynomial', warmupSteps: 10 });
    expect(polynomial(9)).toBe(0.9);
    expect(polynomial(10)).toBeNaN();
  });

  it('take the warm-up for a timescale that is not given, and 10,000 without a warm-up', () => {
    const warmed = scheduleOf({ type: 'inverse_sqrt', warmupSteps: 4, totalUpdates: 100 });
    expect(warmed(16)).toBe(0.5);
    const bare = scheduleOf({ type: 'inverse_sqrt', totalUpdates: 100 });
    expect(bare(30_000)).toBe(0.5);
  });

  it('pass a timescale on in version 5 only: version 4 ignores it without a word', () => {
    const settings = {
      type: 'inverse_sqrt',
      schedulerArguments: { timescale: 12 },
      warmupSteps: 4,
      totalUpdates: 100,
    } as const;
    expect(scheduleOf(settings)(40)).toBe(0.5);
    expect(scheduleOf(settings, '4')(16)).toBe(0.5);
  });

  it('run cosine_warmup_with_min_lr one update ahead: LR/W first, the peak at W − 1, the floor at N − 1', () => {
    const type = 'cosine_warmup_with_min_lr';
    const ahead = scheduleOf({ type, schedulerArguments: { min_lr: 0.1 }, warmupSteps: 4, totalUpdates: 10 });
    expect(trace(ahead, 10)).toEqual([0.25, 0.5, 0.75, 1, 0.94, 0.775, 0.55, 0.325, 0.16, 0.1]);
    const from = scheduleOf({ type, schedulerArguments: { min_lr: 0.1, warmup_lr_rate: 0.4 }, warmupSteps: 4 });
    expect(trace(from, 4)).toEqual([0.4, 0.6, 0.8, 1]);
  });

  it('start warmup_stable_decay at its floor and hold it after the decay', () => {
    const type = 'warmup_stable_decay';
    const schedulerArguments = { num_decay_steps: 3, num_stable_steps: 2, decay_type: 'linear', min_lr_ratio: 0.1 };
    const stable = scheduleOf({ type, schedulerArguments, warmupSteps: 3 });
    expect(trace(stable, 10)).toEqual([0.1, 0.4, 0.7, 1, 1, 1, 0.7, 0.4, 0.1, 0.1]);
  });

  it('give warmup_stable_decay what is left of the run at the peak, and a cosine down where no type is given', () => {
    const type = 'warmup_stable_decay';
    const stable = scheduleOf({ type, schedulerArguments: { num_decay_steps: 4 }, warmupSteps: 2 });
    expect(trace(stable, 11)).toEqual([0, 0.5, 1, 1, 1, 1, 1, 0.854, 0.5, 0.146, 0]);
  });

  it.each([
    ['an argument of another type', { type: 'linear', schedulerArguments: { num_cycles: 2 } }],
    ['a missing number of decay steps', { type: 'warmup_stable_decay' }],
    [
      'a decay type that it does not know',
      { type: 'warmup_stable_decay', schedulerArguments: { num_decay_steps: 2, decay_type: 'exp' } },
    ],
    ['neither min_lr nor min_lr_rate', { type: 'cosine_with_min_lr' }],
    ['both of them', { type: 'cosine_with_min_lr', schedulerArguments: { min_lr: 0, min_lr_rate: 0 } }],
    [
      'a min_lr of a learning rate of 0',
      { type: 'cosine_with_min_lr', learningRate: 0, schedulerArguments: { min_lr: 0 } },
    ],
    ['an lr_end that is not below the learning rate', { type: 'polynomial', learningRate: 1e-7 }],
    ['a number that is a word', { type: 'cosine', schedulerArguments: { num_cycles: '2' } }],
  ] as const)('refuse %s, as the library does', (_what, settings) => {
    expect(() => scheduleOf(settings)).toThrow(ScheduleRefused);
  });
});

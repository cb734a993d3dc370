import { describe, expect, it } from 'vitest';
import {
  axolotlCosineSchedule,
  axolotlQuadraticWarmupSchedule,
  axolotlRexSchedule,
  axolotlWarmupSteps,
} from './axolotl.js';

const settings = { learningRate: 1, warmupSteps: 4, totalUpdates: 10, floorRatio: null };

describe('the warm-up that Axolotl gives to the Trainer', () => {
  it('is 3% of the run and at most 100 where none is written, and none where 0 is', () => {
    const none = { warmupSteps: null, warmupRatio: null };
    expect([99, 150, 1000, 9000].map((updates) => axolotlWarmupSteps(none, updates))).toEqual([2, 4, 30, 100]);
    expect(axolotlWarmupSteps({ warmupSteps: 0, warmupRatio: null }, 1000)).toBe(0);
  });

  it('is 2 where 1 was asked for, in steps or as a ratio', () => {
    expect(axolotlWarmupSteps({ warmupSteps: 1, warmupRatio: null }, 100)).toBe(2);
    expect(axolotlWarmupSteps({ warmupSteps: null, warmupRatio: 0.01 }, 100)).toBe(2);
  });

  it('is cut to whole updates where it is a ratio, which Transformers would round up', () => {
    expect(axolotlWarmupSteps({ warmupSteps: null, warmupRatio: 0.03 }, 101)).toBe(3);
  });
});

describe('the schedules of Axolotl', () => {
  it('end a cosine at cosine_min_lr_ratio and let it rise past the run', () => {
    const schedule = axolotlCosineSchedule({ ...settings, floorRatio: 0.5 });
    expect([0, 2, 4, 7].map(schedule)).toEqual([0, 0.5, 1, 0.75]);
    expect(schedule(10)).toBe(0.5);
    expect(schedule(13)).toBeCloseTo(0.75, 12);
  });

  it('hold the floor from cosine_constant_lr_ratio of the run on, cut to whole updates', () => {
    const schedule = axolotlCosineSchedule({ ...settings, floorRatio: 0.5 }, 0.89);
    expect([8, 9, 20].map(schedule)).toEqual([0.5, 0.5, 0.5]);
    expect(schedule(6)).toBeCloseTo(0.75, 12);
  });

  it('warm up by a square where lr_quadratic_warmup is on', () => {
    expect([0, 2, 4].map(axolotlQuadraticWarmupSchedule(settings))).toEqual([0, 0.25, 1]);
  });

  it('run REX one update ahead: 1/W first, the peak at W − 1, the floor at N − 1', () => {
    const schedule = axolotlRexSchedule({ ...settings, floorRatio: 0.1 });
    expect([0, 1, 2, 3].map(schedule)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(schedule(6)).toBeCloseTo(0.1 + 0.9 * (0.5 / 0.55), 12);
    expect(schedule(9)).toBe(0.1);
  });

  it('never reach the peak of REX without a warm-up', () => {
    const schedule = axolotlRexSchedule({ ...settings, warmupSteps: 0 });
    expect(schedule(0)).toBeCloseTo(0.9 / 0.91, 12);
  });
});

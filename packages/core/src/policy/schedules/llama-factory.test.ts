import { describe, expect, it } from 'vitest';
import { llamaFactorySchedule } from './llama-factory.js';

const settings = {
  type: 'warmup_stable_decay',
  learningRate: 1,
  schedulerArguments: { decay_type: 'linear' },
  warmupSteps: 2,
  totalUpdates: 12,
} as const;

describe('the schedules of LLaMA-Factory', () => {
  it('stay at the peak for a third of what the warm-up leaves, cut, and decay over the rest', () => {
    const schedule = llamaFactorySchedule(settings);
    expect([0, 1, 2, 5].map(schedule)).toEqual([0, 0.5, 1, 1]);
    expect(schedule(6)).toBeCloseTo(6 / 7, 12);
    expect(schedule(12)).toBe(0);
  });

  it('stay for a third even where the decay alone is given, so that it may end before the run does', () => {
    const schedule = llamaFactorySchedule({
      ...settings,
      schedulerArguments: { decay_type: 'linear', num_decay_steps: 2 },
    });
    expect([5, 6, 7, 11].map(schedule)).toEqual([1, 0.5, 0, 0]);
  });

  it('are the Trainer’s for every other type', () => {
    expect(llamaFactorySchedule({ ...settings, type: 'linear', schedulerArguments: {} })(7)).toBe(0.5);
  });
});

import { describe, expect, it } from 'vitest';
import { ScheduleRefused } from './schedule.js';
import { torchOneCycleSchedule } from './torch-one-cycle.js';

describe('OneCycleLR', () => {
  it('starts at max/25, peaks at pct_start·N − 1 and ends at max/250,000 at the last update', () => {
    const schedule = torchOneCycleSchedule(1, 100, {});
    expect(schedule(0)).toBeCloseTo(0.04, 12);
    expect(schedule(29)).toBe(1);
    expect(schedule(99)).toBeCloseTo(4e-6, 15);
  });

  it('comes back to its start before it goes on down in three phases', () => {
    const schedulerArguments = { pct_start: 0.4, three_phase: true, anneal_strategy: 'linear', div_factor: 10 };
    const schedule = torchOneCycleSchedule(1, 10, schedulerArguments);
    const expected = [0.1, 1, 0.1, 1e-5].map((value) => expect.closeTo(value, 12) as number);
    expect([0, 3, 6, 9].map(schedule)).toEqual(expected);
  });

  it('has left its peak at update 0 where the first phase ends before it', () => {
    const schedule = torchOneCycleSchedule(1, 10, { pct_start: 0.05, anneal_strategy: 'linear', div_factor: 2 });
    expect(schedule(0)).toBeLessThan(1);
    expect(schedule(9)).toBeCloseTo(0.5e-4, 12);
  });

  it('takes arguments that move the momentum, which is no part of a learning rate', () => {
    expect(torchOneCycleSchedule(1, 100, { cycle_momentum: false })(29)).toBe(1);
  });

  it('refuses a share outside 0 to 1', () => {
    expect(() => torchOneCycleSchedule(1, 100, { pct_start: 2 })).toThrow(ScheduleRefused);
  });
});

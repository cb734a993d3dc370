import { describe, expect, it } from 'vitest';
import { type DeepSpeedBlock, deepSpeedSchedule } from './deepspeed.js';
import { ScheduleRefused } from './schedule.js';

const trace = (block: DeepSpeedBlock, updates: number) =>
  Array.from({ length: updates }, (_, t) => deepSpeedSchedule(block)(t));
const near = (values: readonly number[], digits: number) =>
  values.map((value): unknown => expect.closeTo(value, digits));
const block = (type: DeepSpeedBlock['type'], params: DeepSpeedBlock['params']): DeepSpeedBlock => ({
  type,
  optimizerLearningRate: 1,
  params,
});

// Traces of deepspeed 0.19.8 and of its commit edaa722, with an optimizer at a learning rate of 1.
describe('the schedules of DeepSpeed', () => {
  it('run the first two updates at the minimum', () => {
    const linear = block('WarmupLR', { warmup_num_steps: 5, warmup_type: 'linear' });
    expect(trace(linear, 7)).toEqual(near([0, 0, 0.2, 0.4, 0.6, 0.8, 1], 12));
  });

  it('warm up logarithmically unless told otherwise', () => {
    expect(trace(block('WarmupLR', { warmup_num_steps: 5 }), 7)).toEqual(near([0, 0, 0.43, 0.68, 0.86, 1, 1], 2));
    expect(trace(block('WarmupLR', { warmup_num_steps: 4 }), 6)).toEqual(near([0, 0, 0.5, 0.792, 1, 1], 3));
  });

  it('make a warm-up of one update two', () => {
    expect(trace(block('WarmupLR', { warmup_num_steps: 1 }), 3)).toEqual(near([0, 0, 1], 12));
    const linear = block('WarmupLR', { warmup_num_steps: 1, warmup_type: 'linear' });
    expect(trace(linear, 4)).toEqual(near([0, 0, 0.5, 1], 12));
  });

  it('lag as a whole where they decay in a line, to the minimum and never below', () => {
    const decay = block('WarmupDecayLR', {
      warmup_max_lr: 1,
      warmup_num_steps: 4,
      warmup_type: 'linear',
      total_num_steps: 10,
    });
    const expected = [0, 0, 0.25, 0.5, 0.75, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0, 0, 0];
    expect(trace(decay, 14)).toEqual(near(expected, 12));
  });

  it('never reach the peak of a cosine, and start it at 0 whatever the least ratio is', () => {
    const params = { warmup_num_steps: 4, warmup_type: 'linear', total_num_steps: 10, cos_min_ratio: 0 };
    const expected = [0, 0, 0.25, 0.5, 0.75, 0.933, 0.75, 0.5, 0.25, 0.067, 0, 0];
    expect(trace(block('WarmupCosineLR', params), 12)).toEqual(near(expected, 3));
    expect(trace(block('WarmupCosineLR', { ...params, warmup_min_ratio: 0.2 }), 3)).toEqual(near([0, 0.2, 0.4], 12));
  });

  it('rise and fall once without a lag, and then decay only where it is asked for', () => {
    const cycle = { cycle_min_lr: 0.1, cycle_max_lr: 0.5, cycle_first_step_size: 2, cycle_second_step_size: 4 };
    const triangle = [0.1, 0.3, 0.5, 0.4, 0.3, 0.2, 0.1];
    expect(trace(block('OneCycle', cycle), 9)).toEqual(near([...triangle, 0.1, 0.1], 12));
    const decaying = block('OneCycle', { ...cycle, decay_lr_rate: 1, decay_step_size: 2 });
    expect(trace(decaying, 9)).toEqual(near([...triangle, 0.1 / 1.5, 0.1 / 2], 12));
  });

  it('leave the first update to the optimizer and lose their lag where the counter starts at 0', () => {
    const started = {
      type: 'WarmupDecayLR',
      optimizerLearningRate: 0,
      params: {
        warmup_max_lr: 1,
        warmup_num_steps: 4,
        warmup_type: 'linear',
        total_num_steps: 10,
        last_batch_iteration: 0,
      },
    } as const;
    expect(trace(started, 11)).toEqual(near([0, 0.25, 0.5, 0.75, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0], 12));
    expect(trace({ ...started, optimizerLearningRate: 7 }, 2)).toEqual(near([7, 0.25], 12));
  });

  it('refuse what the classes refuse', () => {
    expect(() => deepSpeedSchedule(block('WarmupLR', { warmup_num_steps: 0 }))).toThrow(ScheduleRefused);
    expect(() => deepSpeedSchedule(block('WarmupDecayLR', { warmup_num_steps: 4 }))).toThrow(ScheduleRefused);
    expect(() => deepSpeedSchedule(block('WarmupLR', { lr: 1 }))).toThrow(ScheduleRefused);
    const flat = { cycle_min_lr: 0, cycle_max_lr: 1, cycle_first_step_size: 0 };
    expect(() => deepSpeedSchedule(block('OneCycle', flat))).toThrow(ScheduleRefused);
  });
});

import { describe, expect, it } from 'vitest';
import { reduceOnPlateauSchedule } from './reduce-on-plateau.js';
import { type ScheduleArguments, ScheduleRefused } from './schedule.js';

function after(values: readonly number[], schedulerArguments: ScheduleArguments): readonly number[] {
  const events = values.map((value, index) => ({ t: 10 * (index + 1), metrics: { eval_loss: value } }));
  const learningRateAt = reduceOnPlateauSchedule(1, 'eval_loss', schedulerArguments)(events);
  return events.map(({ t }) => learningRateAt(t));
}

describe('ReduceLROnPlateau', () => {
  it('reduces at more bad readings than patience, not at as many', () => {
    expect(after([1, 1, 1, 1], { factor: 0.5, patience: 2 })).toEqual([1, 1, 1, 0.5]);
  });

  it('answers an evaluation from the update that follows it', () => {
    const events = [1, 1].map((value, index) => ({ t: 10 * (index + 1), metrics: { eval_loss: value } }));
    const learningRateAt = reduceOnPlateauSchedule(1, 'eval_loss', { patience: 0 })(events);
    expect([0, 9, 10, 19, 20, 99].map(learningRateAt)).toEqual([1, 1, 1, 1, 0.1, 0.1]);
  });

  it('forgives bad readings in the cooldown', () => {
    expect(after([1, 1, 1, 1, 1], { factor: 0.5, patience: 0, cooldown: 2 })).toEqual([1, 0.5, 0.5, 0.5, 0.25]);
  });

  it('changes nothing where the change is not above eps, and stops at min_lr', () => {
    expect(after([1, 1, 1], { factor: 0.5, patience: 0, min_lr: 0.4 })).toEqual([1, 0.5, 0.4]);
    expect(after([1, 1, 1], { factor: 0.5, patience: 0, eps: 0.3 })).toEqual([1, 0.5, 0.5]);
  });

  it('sees nothing better where a relative threshold takes all of an infinite best', () => {
    expect(after([3, 2, 1], { factor: 0.5, patience: 1, threshold: 1 })).toEqual([1, 0.5, 0.5]);
  });

  it('waits for larger values in mode max, by an absolute threshold', () => {
    const schedulerArguments = { mode: 'max', factor: 0.5, patience: 0, threshold: 0.5, threshold_mode: 'abs' };
    expect(after([1, 1.5, 1.6], schedulerArguments)).toEqual([1, 0.5, 1 / 2]);
  });

  it('does not look at evaluations that lack its metric', () => {
    const events = [{ t: 1, metrics: { loss: 1 } }];
    expect(reduceOnPlateauSchedule(1, 'eval_loss', { patience: 0 })(events)(5)).toBe(1);
  });

  it('refuses a factor of 1', () => {
    expect(() => reduceOnPlateauSchedule(1, 'eval_loss', { factor: 1 })).toThrow(ScheduleRefused);
  });
});

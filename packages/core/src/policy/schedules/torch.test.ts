import { describe, expect, it } from 'vitest';
import type { Schedule } from './schedule.js';
import { torchSchedule } from './torch.js';

const trace = (schedule: Schedule, updates: number) => Array.from({ length: updates }, (_, t) => schedule(t));
const near = (values: readonly number[]) => values.map((value): unknown => expect.closeTo(value, 12));

// Traces of torch 2.13.0, an optimizer at a learning rate of 1 stepped once an update.
describe('the schedulers of torch', () => {
  it('step and multi-step have the new value at the milestone; one listed twice counts twice', () => {
    expect(trace(torchSchedule.step(1, 2, 0.5), 5)).toEqual([1, 1, 0.5, 0.5, 0.25]);
    expect(trace(torchSchedule.multiStep(1, [1, 3, 3], 0.5), 5)).toEqual([1, 0.5, 0.5, 0.125, 0.125]);
  });

  it('ConstantLR is no constant: it ends', () => {
    expect(trace(torchSchedule.constant(1, 1 / 3, 2), 4)).toEqual([1 / 3, 1 / 3, 1, 1]);
  });

  it('LinearLR and PolynomialLR hold their ends', () => {
    expect(trace(torchSchedule.linear(1, 0.25, 1, 3), 5)).toEqual(near([0.25, 0.5, 0.75, 1, 1]));
    expect(trace(torchSchedule.polynomial(1, 4, 2), 6)).toEqual(near([1, 0.5625, 0.25, 0.0625, 0, 0]));
  });

  it('ExponentialLR falls with every update', () => {
    expect(trace(torchSchedule.exponential(1, 0.5), 4)).toEqual([1, 0.5, 0.25, 0.125]);
  });

  it('CosineAnnealingLR rises again past T_max', () => {
    expect(trace(torchSchedule.cosineAnnealing(1, 4, 0.2), 9)).toEqual(
      near([
        1,
        0.6 + 0.4 * Math.SQRT1_2,
        0.6,
        0.6 - 0.4 * Math.SQRT1_2,
        0.2,
        0.6 - 0.4 * Math.SQRT1_2,
        0.6,
        0.6 + 0.4 * Math.SQRT1_2,
        1,
      ]),
    );
  });

  it('CosineAnnealingWarmRestarts begins anew where a cycle ends, each cycle longer by the multiplier', () => {
    expect(trace(torchSchedule.cosineWarmRestarts(1, 2, 2, 0), 8)).toEqual(
      near([1, 0.5, 1, 0.5 + 0.5 * Math.SQRT1_2, 0.5, 0.5 - 0.5 * Math.SQRT1_2, 1, 0.5 + 0.5 * Math.cos(Math.PI / 8)]),
    );
  });

  it('CyclicLR goes up and down, its height scaled by cycle or by update', () => {
    const none = torchSchedule.cyclic(0.1, 0.5, 2, 4, () => 1);
    expect(trace(none, 8)).toEqual(near([0.1, 0.3, 0.5, 0.4, 0.3, 0.2, 0.1, 0.3]));
    const halving = torchSchedule.cyclic(0.1, 0.5, 2, 2, (cycle) => 1 / 2 ** (cycle - 1));
    expect(trace(halving, 7)).toEqual(near([0.1, 0.3, 0.5, 0.3, 0.1, 0.2, 0.3]));
    const falling = torchSchedule.cyclic(0.1, 0.5, 2, 2, (_cycle, t) => 0.5 ** t);
    expect(trace(falling, 4)).toEqual(near([0.1, 0.2, 0.2, 0.125]));
  });
});

import { describe, expect, it } from 'vitest';
import { type Loop, readingOf, replayLoop } from './loop.js';

/** Counts evaluations: its state is how many, and so is its learning rate. */
const counter: Loop = {
  metrics: ['loss'],
  start: 0,
  observe: (state, _t, metrics) => (readingOf(metrics, 'loss') === null ? state : (state as number) + 1),
  learningRateAt: (state) => state as number,
};
const at = (t: number) => ({ t, metrics: { loss: 1 } });

describe('replaying evaluations', () => {
  it('answers to an evaluation from the update on that follows it, and to all of those at one update', () => {
    const learningRateAt = replayLoop(counter, [at(3), at(3), at(7)]);
    expect([0, 2, 3, 6, 7, 1000].map(learningRateAt)).toEqual([0, 0, 2, 2, 3, 3]);
  });

  it('answers to one before the first update from the start', () => {
    expect(replayLoop(counter, [at(0)])(0)).toBe(1);
  });

  it('throws for evaluations that do not ascend', () => {
    expect(() => replayLoop(counter, [at(3), at(2)])).toThrow(RangeError);
    expect(() => replayLoop(counter, [at(-1)])).toThrow(RangeError);
  });
});

describe('a reading', () => {
  it('is a finite number that the evaluation itself names', () => {
    expect(readingOf({ loss: 0 }, 'loss')).toBe(0);
    for (const name of ['accuracy', 'toString', '__proto__', 'constructor']) {
      expect(readingOf({ loss: 0 }, name)).toBeNull();
    }
    for (const value of [NaN, Infinity, -Infinity, null, undefined, '1']) {
      expect(readingOf({ loss: value } as never, 'loss')).toBeNull();
    }
  });
});

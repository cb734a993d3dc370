import { describe, expect, it } from 'vitest';
import { learningRatesOf } from './testing/index.js';

const closeTo = (values: readonly number[]) => values.map((value): unknown => expect.closeTo(value, 14));

describe('a warm-up', () => {
  it('rises linearly to the law’s own start, which holds from its last update on', () => {
    expect(learningRatesOf('constant(1, warmup=4)', 10, [0, 1, 2, 3, 4, 9])).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
    expect(learningRatesOf('constant(1, warmup=4, warmup-from=0.5)', 10, [0, 2, 4])).toEqual([0.5, 0.75, 1]);
  });

  it('may come down', () => {
    expect(learningRatesOf('constant(1, warmup=4, warmup-from=3)', 10, [0, 2, 4])).toEqual([3, 2, 1]);
  });

  it('rises as half a cosine', () => {
    const rates = learningRatesOf('constant(1, warmup=4, warmup-shape=cosine)', 10, [0, 1, 2, 3, 4]);
    expect(rates).toEqual(closeTo([0, (1 - Math.SQRT1_2) / 2, 0.5, (1 + Math.SQRT1_2) / 2, 1]));
  });

  it('stays at its start and jumps', () => {
    const line = 'constant(1, warmup=4, warmup-from=0.2, warmup-shape=constant)';
    expect(learningRatesOf(line, 10, [0, 3, 4])).toEqual([0.2, 0.2, 1]);
  });

  it('rises logarithmically, as DeepSpeed’s does', () => {
    const rates = learningRatesOf('constant(1, warmup=8, warmup-shape=logarithmic)', 10, [0, 1, 3, 7, 8]);
    expect(rates).toEqual(closeTo([0, 1 / 3, 2 / 3, 1, 1]));
    // One update: the logarithm of 2 stands for that of 1, which is 0.
    expect(learningRatesOf('constant(1, warmup=1, warmup-shape=logarithmic)', 10, [0, 1])).toEqual([0, 1]);
  });

  it('leaves the law its own local time', () => {
    expect(learningRatesOf('step(1, factor=0.5, every=3, warmup=2)', 10, [1, 2, 4, 5, 8])).toEqual([
      0.5, 1, 1, 0.5, 0.25,
    ]);
  });

  it('in front of a sequence rises to the start of its first phase, even where that warms up itself', () => {
    const line = 'sequence(constant(1, warmup=2, warmup-from=0.5), warmup=4)';
    expect(learningRatesOf(line, 10, [0, 2, 4, 5, 6])).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('is counted at the peak where it starts above the law', () => {
    expect(learningRatesOf('linear(1, warmup=1, warmup-from=3)', 3, [0, 1, 2])).toEqual([3, 1, 0.5]);
  });
});

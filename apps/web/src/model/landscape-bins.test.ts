import { describe, expect, it } from 'vitest';
import { binByLearningRate } from './landscape-bins';

describe('binByLearningRate', () => {
  it('groups by quarters of a decade and reads “best” in the metric’s direction', () => {
    const up = binByLearningRate([1e-4, 1.1e-4, 1.2e-4, 1e-3], [0.1, 0.5, 0.3, 0.9], 'maximize');
    expect(up.map(({ count, best, median }) => [count, best, median])).toEqual([
      [3, 0.5, 0.3],
      [1, 0.9, 0.9],
    ]);
    expect(binByLearningRate([1e-4, 1.1e-4], [0.4, 0.2], 'minimize')[0]?.best).toBe(0.2);
  });

  it('leaves out runs without a value', () => {
    expect(binByLearningRate([1e-4, 1e-3], [0.4], 'maximize')).toHaveLength(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLearningRate, formatLearningRateRange, withLearningRates } from './learning-rate';

describe('formatLearningRate', () => {
  it.each([
    [2e-5, '2e-5'],
    [0.00002, '2e-5'],
    [1e-3, '1e-3'],
    [0.005, '5e-3'],
    [0.01, '0.01'],
    [0.1, '0.1'],
    [0.03, '0.03'],
    [1.25e-4, '1.25e-4'],
    [0.021544346900318846, '0.0215'],
    [0.009999, '0.01'],
    [1, '1'],
    [32.4809, '32.5'],
    [12345, '1.23e4'],
    [0, '0'],
  ])('writes %d as people write it', (learningRate, text) => {
    expect(formatLearningRate(learningRate)).toBe(text);
  });

  it('never writes more than one leading zero after the point, and stays within half a percent', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e6, noNaN: true }), (learningRate) => {
        const text = formatLearningRate(learningRate);
        expect(text).not.toMatch(/^0\.00/);
        expect(Math.abs(Number(text) - learningRate)).toBeLessThanOrEqual(0.0051 * learningRate);
      }),
    );
  });

  it('writes a range of one value as that value', () => {
    expect(formatLearningRateRange(1e-4, 1e-4)).toBe('1e-4');
    expect(formatLearningRateRange(1e-5, 1e-4)).toBe('1e-5 – 1e-4');
  });
});

describe('a sentence of the registry', () => {
  it('says small learning rates as people write them, and leaves every other number alone', () => {
    expect(withLearningRates('This source has a peak of 0.00003, the other 0.0000251811; 0.05 of 1.001 runs.')).toBe(
      'This source has a peak of 3e-5, the other 2.52e-5; 0.05 of 1.001 runs.',
    );
  });
});

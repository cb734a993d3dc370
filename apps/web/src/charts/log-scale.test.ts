import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAxis, logDomain, logTicks } from './log-scale';

const someLearningRates = fc.array(fc.double({ min: 1e-9, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('logDomain', () => {
  it('holds every value with room at both ends and spans a decade at least', () => {
    fc.assert(
      fc.property(someLearningRates, (values) => {
        const [low, high] = logDomain(values);
        expect(low).toBeLessThan(Math.min(...values));
        expect(high).toBeGreaterThan(Math.max(...values));
        expect(Math.log10(high / low)).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
    );
  });

  it('passes over zeros, which have no place on a logarithmic axis', () => {
    expect(logDomain([0, 1e-4, 1e-2])).toEqual(logDomain([1e-4, 1e-2]));
    expect(logDomain([])).toEqual([1e-5, 1e-3]);
  });
});

describe('logTicks', () => {
  it('ticks at exact decimals, so that labels read 2e-5 and not 1.9999e-5', () => {
    expect(logTicks(1e-5, 1e-4).map(({ value }) => value)).toEqual([
      1e-5, 2e-5, 3e-5, 4e-5, 5e-5, 6e-5, 7e-5, 8e-5, 9e-5, 1e-4,
    ]);
  });

  it('labels only decades on a long axis, and thins those out on a very long one', () => {
    const labelled = (low: number, high: number) =>
      logTicks(low, high, 8).flatMap(({ value, isLabelled }) => (isLabelled ? [value] : []));
    expect(labelled(1e-6, 1)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);
    expect(labelled(1e-12, 10).length).toBeLessThanOrEqual(8);
  });

  it('labels something on every axis of a decade or more, and never more than asked', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -9, max: 0, noNaN: true }),
        fc.double({ min: 1, max: 9, noNaN: true }),
        (from, decades) => {
          const labels = logTicks(10 ** from, 10 ** (from + decades), 8).filter(({ isLabelled }) => isLabelled);
          expect(labels.length).toBeGreaterThan(0);
          expect(labels.length).toBeLessThanOrEqual(9);
        },
      ),
    );
  });
});

describe('an axis that cannot be logarithmic', () => {
  it('has no ticks, instead of counting decades for ever', () => {
    expect(logTicks(0, 1)).toEqual([]);
    expect(logTicks(Number.NaN, 1)).toEqual([]);
  });
});

describe('learningRateAxis', () => {
  it('places equal ratios at equal distances and holds outliers at the ends', () => {
    const axis = learningRateAxis([1e-5, 1e-1], [0, 400]);
    expect(axis.at(1e-4)).toBeCloseTo(100);
    expect(axis.at(1e-2) - axis.at(1e-3)).toBeCloseTo(100);
    expect(axis.at(1e-9)).toBe(0);
    expect(axis.at(5)).toBe(400);
  });
});

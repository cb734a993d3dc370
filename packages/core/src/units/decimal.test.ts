import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilProduct, ceilQuotient, shiftPoint, toDecimal } from './decimal.js';

describe('toDecimal', () => {
  it.each([
    [0, 0n, 0],
    [7, 7n, 0],
    [0.07, 7n, -2],
    [-2.5, -25n, -1],
    [1e21, 1n, 21],
    [1.5e-7, 15n, -8],
    [5e-324, 5n, -324],
  ])('reads %d as it prints', (value, digits, exponent) => {
    const decimal = toDecimal(value);
    expect(Number(decimal.digits) === 0 ? 0n : decimal.digits).toBe(digits);
    expect(decimal.exponent).toBe(exponent);
  });

  it.each([NaN, Infinity, -Infinity])('throws for %d', (value) => {
    expect(() => toDecimal(value)).toThrow(RangeError);
  });
});

describe('ceilProduct', () => {
  it('computes on the decimals where doubles would round up', () => {
    expect(Math.ceil(0.07 * 100)).toBe(8);
    expect(ceilProduct(0.07, 100)).toBe(7);
    expect(ceilProduct(0.0701, 100)).toBe(8);
    expect(ceilProduct(0.1, 30)).toBe(3);
  });

  it('rounds the least remainder up', () => {
    expect(ceilProduct(5e-324, 1)).toBe(1);
    expect(ceilProduct(0, 100)).toBe(0);
  });

  it('is exact for every whole percentage of every horizon', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 10_000_000 }), (percent, horizon) => {
        const ratio = Number(`${String(percent)}e-2`);
        expect(ceilProduct(ratio, horizon)).toBe(Number((BigInt(percent) * BigInt(horizon) + 99n) / 100n));
      }),
      { seed: 4 },
    );
  });
});

describe('ceilQuotient', () => {
  it.each([
    [4096, 4096, 1],
    [4097, 4096, 2],
    [0, 7, 0],
    [1, 0.1, 10],
    [0.3, 0.1, 3],
    [1e21, 1e21, 1],
    [1, 1e21, 1],
  ])('⌈%d / %d⌉ is %d', (over, under, expected) => {
    expect(ceilQuotient(over, under)).toBe(expected);
  });
});

describe('shiftPoint', () => {
  it.each([
    ['0.07', -2, '0.0007'],
    ['7', -2, '0.07'],
    ['100', -2, '1'],
    ['.5', 1, '5'],
    ['1e-3', 2, '0.1'],
    ['-12.5', 1, '-125'],
    ['0', -2, '0'],
    ['1.', 2, '100'],
  ])('moves the point of %s by %d', (text, places, expected) => {
    expect(shiftPoint(text, places)).toBe(expected);
  });

  it('is undone by moving back, for any percentage', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        expect(Number(shiftPoint(shiftPoint(String(value), -2), 2))).toBe(value);
      }),
      { seed: 5 },
    );
  });

  it('throws for what is no decimal', () => {
    expect(() => shiftPoint('x', 1)).toThrow(RangeError);
  });
});

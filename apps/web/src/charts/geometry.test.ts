import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extent, linePath, paddedExtent, spreadLabels, stackDots } from './geometry';

describe('stackDots', () => {
  it('never lets two dots of a row cover each other', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 600, noNaN: true }), { maxLength: 60 }), (xs) => {
        const rows = stackDots(xs, 12);
        xs.forEach((x, i) =>
          xs.forEach((other, j) => {
            if (i < j && rows[i] === rows[j]) expect(Math.abs(x - other)).toBeGreaterThanOrEqual(12);
          }),
        );
      }),
    );
  });

  it('piles equal values up from the lowest row', () => {
    expect([...stackDots([5, 5, 5, 100], 12)].sort()).toEqual([0, 0, 1, 2]);
  });
});

describe('spreadLabels', () => {
  it('keeps the order of labels, their distance and the frame where they fit', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 8 }), (wanted) => {
        const placed = [...spreadLabels(wanted, 17, 0, 200)].sort((a, b) => a - b);
        placed.forEach((y, index) => {
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeLessThanOrEqual(200 + 1e-9);
          if (index > 0) expect(y - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual(17 - 1e-9);
        });
      }),
    );
  });

  it('leaves labels alone that are apart already', () => {
    expect(spreadLabels([100, 20, 60], 17, 0, 200)).toEqual([100, 20, 60]);
  });
});

describe('lines and extents', () => {
  it('breaks a line where a value is missing, instead of bridging it', () => {
    const path = linePath([{ x: 0, y: 0 }, { x: 1, y: 1 }, null, { x: 3, y: 3 }, { x: 4, y: 4 }]);
    expect(path).toBe('M0,0L1,1M3,3L4,4');
  });

  it('finds extents among missing values and none among nothing', () => {
    expect(extent([null, 3, -1])).toEqual([-1, 3]);
    expect(extent([null])).toBeNull();
    expect(paddedExtent([0.5])[0]).toBeLessThan(0.5);
  });
});

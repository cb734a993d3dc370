import { describe, expect, it } from 'vitest';
import { compiledOf, learningRatesOf, policyOf, refusalsOf } from '../testing/index.js';

const document = (points: unknown) => ({ version: 1, law: 'table', points });

describe('a table', () => {
  it('holds the value of the last point, which holds at its own update', () => {
    expect(learningRatesOf('table([0: 1, 3: 5, 4: 2])', 10, [0, 2, 3, 4, 9, 10])).toEqual([1, 1, 5, 2, 2, 2]);
  });

  it('or lies on the line between two, and keeps the last', () => {
    expect(learningRatesOf('table([0: 1, 4: 5, 6: 2], between=linear)', 10, [0, 1, 4, 5, 6, 9])).toEqual([
      1, 2, 5, 3.5, 2, 2,
    ]);
  });

  it('of one point is constant, and of points beyond the run what lies in it', () => {
    expect(learningRatesOf('table([0: 1])', 10, [0, 9])).toEqual([1, 1]);
    expect(learningRatesOf('table([0: 0, 16: 8], between=linear)', 10, [0, 5, 9, 10])).toEqual([0, 2.5, 4.5, 5]);
    expect(compiledOf('table([0: 0, 100: 10])', 10).peakLearningRate).toBe(0);
  });

  it('begins at 0, ascends in whole updates, and has one to ten thousand points', () => {
    const path = 'policy.wrong-type points';
    expect(refusalsOf(document([]))).toEqual([path]);
    expect(refusalsOf(document([[1, 1]]))).toEqual([path]);
    const begin = [0, 1];
    expect(refusalsOf(document([begin, [3, 1], [3, 2]]))).toEqual([path]);
    expect(refusalsOf(document([begin, [3, 1], [2, 2]]))).toEqual([path]);
    expect(refusalsOf(document([begin, [1.5, 1]]))).toEqual([`${path}[1][0]`]);
    expect(refusalsOf(document([begin, [1, -1]]))).toEqual(['policy.negative-learning-rate points[1][1]']);
    expect(refusalsOf(document([begin, [1, Infinity]]))).toEqual(['policy.non-finite-learning-rate points[1][1]']);
    expect(refusalsOf(document([begin, [1]]))).toHaveLength(1);
    expect(refusalsOf(document([begin, [1, 1, 1]]))).toHaveLength(1);
    expect(refusalsOf(document({ 0: 1 }))).toEqual([path]);
    const many = (count: number) => document(Array.from({ length: count }, (_, t) => [t, 1]));
    expect(refusalsOf(many(10_000))).toEqual([]);
    expect(refusalsOf(many(10_001))).toEqual([path]);
  });

  it('keeps each of its points in its identity', () => {
    expect(policyOf('table([0: 1, 5: 1])')).not.toEqual(policyOf('table([0: 1])'));
  });
});

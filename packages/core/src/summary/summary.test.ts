import { describe, expect, it } from 'vitest';
import { parsePolicy, printPolicy } from '../policy/index.js';
import { valueOrThrow } from '../refusal/index.js';
import { forgeEvaluation } from '../testing/index.js';
import { confidenceOf, lossGap, spreadOf, summariseArm, withScales } from './index.js';

const honest = forgeEvaluation({ statuses: { 2: 'diverged' } });
const { runs } = honest.submission;
const recorded = (index: number, given: object = {}) => ({
  run: honest.runAt(index),
  trace: honest.traceOf(index),
  timing: null,
  predictions: null,
  ...given,
});

describe('spreadOf', () => {
  it('has the sample standard deviation, and none of a single number', () => {
    expect(spreadOf([1, 3])).toEqual({ count: 2, mean: 2, deviation: Math.SQRT2 });
    expect(spreadOf([5])).toEqual({ count: 1, mean: 5, deviation: null });
    expect(spreadOf([])).toEqual({ count: 0, mean: null, deviation: null });
  });
});

describe('confidenceOf', () => {
  it('is the probability of what was true, 0 where its loss was not finite', () => {
    const found = confidenceOf({
      item: [0, 1, 2, 3],
      predicted: [1, 1, 1, 1],
      logLoss: [0, Math.log(2), Math.log(6.01), null],
    });
    expect(found?.mean).toBeCloseTo((1 + 0.5 + 1 / 6.01) / 4, 12);
    expect(found?.spread).toBeGreaterThan(0);
    // 1/6.01 is not above a sixth: five others could be more probable.
    expect(found?.topFiveAtLeast).toBe(0.5);
  });

  it('says nothing of no items', () => {
    expect(confidenceOf({ item: [], predicted: [], logLoss: [] })).toBeNull();
  });
});

describe('lossGap', () => {
  const evaluations = [{ t: 20, split: 'test' as const, metrics: { loss: 1.5 } }];

  it('is held-out loss less the mean of the last tenth of training losses', () => {
    const loss = Array.from({ length: 20 }, (_, t) => (t < 18 ? 9 : t === 18 ? 1 : 0.5));
    expect(lossGap({ evaluations }, { loss })).toBeCloseTo(0.75, 12);
  });

  it('is not known where a loss of the end was not finite, or test was not measured', () => {
    expect(lossGap({ evaluations }, { loss: [1, null] })).toBeNull();
    expect(lossGap({ evaluations: [] }, { loss: [1] })).toBeNull();
  });
});

describe('withScales', () => {
  const read = (line: string) => valueOrThrow(parsePolicy(line));

  it('puts every policy at every scale behind those given', () => {
    const { policies, scaled } = withScales([read('cosine(0.1)')]);
    expect(policies.map(printPolicy)).toEqual([
      'cosine(0.1)',
      'cosine(0.01)',
      'cosine(0.05)',
      'cosine(0.2)',
      'cosine(0.5)',
    ]);
    expect(scaled.map(({ factor, arm }) => [factor, arm])).toEqual([
      [0.1, 1],
      [0.5, 2],
      [2, 3],
      [5, 4],
    ]);
  });

  it('trains no policy twice, and leaves one without height alone', () => {
    const { policies, scaled } = withScales([read('constant(0.1)'), read('constant(0.2)'), read('constant(0)')]);
    // 0.1 is half of 0.2 and 0.2 twice 0.1: two of the eight are there already.
    expect(policies).toHaveLength(3 + 8 - 2);
    expect(scaled.find(({ original, factor }) => original === 0 && factor === 2)?.arm).toBe(1);
    expect(scaled.some(({ original }) => original === 2)).toBe(false);
  });
});

describe('summariseArm', () => {
  it('counts a diverged run as lost, and its cost all the same', () => {
    const own = [...runs.keys()].filter((index) => honest.runAt(index).arm === 0);
    const {
      utility,
      cost,
      lossGap: gap,
    } = summariseArm(
      { name: 'accuracy' },
      own.map((index) => recorded(index)),
    );
    expect([utility.metric.count, utility.lost]).toEqual([2, 1]);
    expect(cost.updates).toBe(own.reduce((sum, index) => sum + honest.runAt(index).cost.updates, 0));
    expect(gap.count).toBe(2);
    expect(utility.confidence).toBeNull();
  });

  it('sums seconds and energy, takes the largest peak, and knows no sum of which a part is missing', () => {
    const timing = (seconds: number, energyJoules: number | null) => ({
      update: [1, 2],
      wallSeconds: [1, seconds],
      deviceSeconds: [1, seconds],
      energyJoules: energyJoules === null ? null : [0, energyJoules],
      peakMemoryBytes: [100 * seconds, 50],
    });
    const both = [recorded(0, { timing: timing(3, 10) }), recorded(1, { timing: timing(4, null) })];
    expect(summariseArm({ name: 'accuracy' }, both).cost).toMatchObject({
      deviceSeconds: 7,
      energyJoules: null,
      peakMemoryBytes: 400,
    });
    expect(summariseArm({ name: 'accuracy' }, both.slice(0, 1)).cost.energyJoules).toBe(10);
  });
});

import { describe, expect, it } from 'vitest';
import { equivalentOn } from './equivalence.js';
import { policyOf } from './testing/index.js';

function compared(first: string, second: string, totalUpdates: number) {
  const read = equivalentOn(policyOf(first), policyOf(second), { totalUpdates });
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('\n'));
  return read.value;
}

describe('two policies on one run', () => {
  it('are equivalent where different laws give the same learning rates', () => {
    expect(compared('step(0.1, factor=0.1, every=50)', 'multi-step(0.1, factor=0.1, at=[50])', 100)).toEqual({
      isEquivalent: true,
      difference: null,
    });
    expect(compared('constant(1e-3, warmup=10%)', 'constant(1e-3, warmup=10)', 100).isEquivalent).toBe(true);
  });

  it('are not on a run that is long enough to tell them apart, and the update is named', () => {
    const one = 'step(0.1, factor=0.1, every=50)';
    const other = 'multi-step(0.1, factor=0.1, at=[50])';
    expect(compared(one, other, 101).difference).toMatchObject({
      update: 100,
      firstLearningRate: 0.1 * 0.1 ** 2,
      secondLearningRate: 0.1 * 0.1,
      group: null,
    });
  });

  it('differ as a share of the larger peak, whichever is named first', () => {
    const [there, back] = [compared('constant(1)', 'constant(4)', 10), compared('constant(4)', 'constant(1)', 10)];
    expect(there.difference).toEqual({
      ofPeak: 0.75,
      update: 0,
      firstLearningRate: 1,
      secondLearningRate: 4,
      group: null,
    });
    expect(back.difference).toMatchObject({ ofPeak: 0.75, firstLearningRate: 4, secondLearningRate: 1 });
    expect(compared('constant(0)', 'constant(1)', 10).difference).toMatchObject({ ofPeak: 1, secondLearningRate: 1 });
  });

  it('are told apart by a parameter group that only one of them has', () => {
    const [plain, grouped] = ['constant(1)', 'constant(1) with groups(head=10)'];
    for (const [first, second] of [
      [plain, grouped],
      [grouped, plain],
    ] as const)
      expect(compared(first, second, 10).difference).toMatchObject({ group: 'head', ofPeak: 9 });
  });

  it('are told apart by the evaluations that only one of them listens to', () => {
    const [plain, listening] = ['constant(1)', 'plateau(1, patience=2, metric=loss)'];
    expect(compared(plain, listening, 100).difference).not.toBeNull();
    expect(compared(listening, plain, 100).difference).not.toBeNull();
    expect(compared(listening, listening, 100).isEquivalent).toBe(true);
  });

  it('are told apart in a run too long to be looked at whole, by a boundary of either', () => {
    const [steady, dip] = ['constant(1)', 'constant(1) until 4000003; constant(0.5) until 4000004; constant(1)'];
    for (const [first, second] of [
      [steady, dip],
      [dip, steady],
    ] as const)
      expect(compared(first, second, 5_000_000).difference).toMatchObject({ update: 4_000_003, ofPeak: 0.5 });
  });

  it('are refused with the reason of the one that the run does not suit', () => {
    const read = equivalentOn(policyOf('constant(1)'), policyOf('constant(1, warmup=50)'), { totalUpdates: 50 });
    expect(read).toMatchObject({ ok: false, refusals: [{ code: 'policy.warmup-too-long' }] });
  });
});

import { describe, expect, it } from 'vitest';
import { compiledOf, compileRefusalsOf, learningRatesOf, policyOf } from './testing/index.js';
import { compilePolicy } from './compile.js';

describe('compiling a policy', () => {
  it('turns each unit of length into whole updates once', () => {
    const run = { totalUpdates: 100, updatesPerEpoch: 12.5, tokensPerUpdate: 1000 };
    const firstSteady = (warmup: string) => compiledOf(`constant(1, warmup=${warmup})`, run).boundaries[0];
    expect(firstSteady('7')).toBe(7);
    expect(firstSteady('7%')).toBe(7);
    expect(firstSteady('7.1%')).toBe(8);
    expect(firstSteady('2 epochs')).toBe(25);
    expect(firstSteady('1 epochs')).toBe(13);
    expect(firstSteady('2000 tokens')).toBe(2);
    expect(firstSteady('2001 tokens')).toBe(3);
  });

  it('counts a ratio in a law from the horizon that includes its warm-up', () => {
    // Half of 100 updates, behind a warm-up of 20: the end is reached at update 70.
    expect(learningRatesOf('linear(1, length=50%, warmup=20)', 100, [19, 20, 45, 70, 99])).toEqual([
      0.95, 1, 0.5, 0, 0,
    ]);
  });

  it('lets a law without a length end with the run, its warm-up taken off', () => {
    expect(learningRatesOf('linear(1, warmup=20)', 100, [0, 10, 20, 60, 99])).toEqual([0, 0.5, 1, 0.5, 1 - 79 / 80]);
  });

  it('reaches the end of a law at the end of the run and keeps it', () => {
    expect(learningRatesOf('linear(1)', 10, [9, 10, 11, 1000])).toEqual([1 - 0.9, 0, 0, 0]);
    expect(learningRatesOf('polynomial(1 -> 0.5, power=2)', 10, [10, 12])).toEqual([0.5, 0.5]);
    expect(learningRatesOf('step(1, factor=0.5, every=5)', 10, [9, 10, 15, 20])).toEqual([0.5, 0.25, 0.25, 0.25]);
  });

  it('names what the run does not say', () => {
    expect(compileRefusalsOf('constant(1, warmup=1 epochs)', 10)).toEqual(['policy.missing-context warmup.length']);
    expect(compileRefusalsOf('constant(1) until 9 tokens; constant(2)', 10)).toEqual([
      'policy.missing-context phases[0].until',
    ]);
    const read = compilePolicy(policyOf('step(1, factor=0.5, every=1 epochs)'), { totalUpdates: 10 });
    expect(read).toMatchObject({
      ok: false,
      refusals: [{ path: 'every', expected: 'a run that says updatesPerEpoch' }],
    });
  });

  it('refuses a warm-up that fills its horizon, and takes one that leaves an update', () => {
    expect(compileRefusalsOf('constant(1, warmup=10)', 10)).toEqual(['policy.warmup-too-long warmup.length']);
    expect(compileRefusalsOf('constant(1, warmup=9)', 10)).toEqual([]);
    expect(compileRefusalsOf('constant(1) until 5; constant(2, warmup=5)', 10)).toEqual([
      'policy.warmup-too-long phases[1].policy.warmup.length',
    ]);
  });

  it('refuses boundaries that do not ascend or lie outside the horizon', () => {
    const outOfOrder = ['policy.phase-order phases[1].until'];
    expect(compileRefusalsOf('constant(1) until 5; constant(2) until 5; constant(3)', 10)).toEqual(outOfOrder);
    expect(compileRefusalsOf('constant(1) until 5; constant(2) until 4; constant(3)', 10)).toEqual(outOfOrder);
    expect(compileRefusalsOf('constant(1) until 5; constant(2) until 10; constant(3)', 10)).toEqual(outOfOrder);
    expect(compileRefusalsOf('constant(1) until 5; constant(2) until 11; constant(3)', 10)).toEqual(outOfOrder);
    expect(compileRefusalsOf('constant(1) until 5; constant(2) until 9; constant(3)', 10)).toEqual([]);
  });

  it('refuses steps that do not ascend, and counts equal ones twice', () => {
    expect(compileRefusalsOf('multi-step(1, factor=0.5, at=[5, 4])', 10)).toEqual(['policy.phase-order at[1]']);
    expect(learningRatesOf('multi-step(1, factor=0.5, at=[5, 50%])', 10, [4, 5])).toEqual([1, 0.25]);
  });

  it('refuses a decay that is longer than what the warm-up leaves', () => {
    expect(compileRefusalsOf('wsd(1, decay=50%, warmup=6)', 10)).toEqual(['policy.phase-order decay']);
    expect(learningRatesOf('wsd(1, decay=50%, warmup=5)', 10, [5, 6])).toEqual([1, 0.8]);
  });

  it('refuses a learning rate that leaves the range of numbers inside the budget', () => {
    expect(compileRefusalsOf('exponential(1, factor=10)', 400)).toEqual(['policy.non-finite-learning-rate']);
    expect(compileRefusalsOf('exponential(1, factor=10)', 300)).toEqual([]);
    expect(compileRefusalsOf('constant(1) until 10; step(1, factor=100, every=1)', 300)).toEqual([
      'policy.non-finite-learning-rate',
    ]);
  });

  it('keeps a learning rate of 0 where its factor has left the range of numbers', () => {
    expect(learningRatesOf('exponential(0, factor=10)', 400, [0, 399])).toEqual([0, 0]);
    expect(learningRatesOf('inverse(1, gamma=1e308, power=2)', 400, [0, 399])).toEqual([1, 0]);
  });

  it('refuses a run that has no updates, or whose epochs and tokens cannot be counted', () => {
    const policy = policyOf('constant(1, warmup=1 epochs)');
    const refusedAt = (context: Parameters<typeof compilePolicy>[1]) => {
      const compiled = compilePolicy(policy, context);
      return compiled.ok ? [] : compiled.refusals.map(({ path }) => path);
    };
    for (const totalUpdates of [0, -1, 1.5, NaN, Infinity])
      expect(refusedAt({ totalUpdates })).toContain('totalUpdates');
    for (const size of [0, -1, NaN, Infinity]) {
      expect(refusedAt({ totalUpdates: 10, updatesPerEpoch: size })).toEqual(['updatesPerEpoch']);
      expect(refusedAt({ totalUpdates: 10, updatesPerEpoch: 5, tokensPerUpdate: size })).toEqual(['tokensPerUpdate']);
    }
    expect(refusedAt({ totalUpdates: 10, updatesPerEpoch: 5, tokensPerUpdate: null })).toEqual([]);
  });

  it('knows the peak of a cosine that rises', () => {
    // One wave over 11 updates: its crests lie between updates.
    const { peakLearningRate, learningRateAt } = compiledOf('cosine(0.1 -> 0.9, cycles=1)', 11);
    expect(peakLearningRate).toBe(Math.max(learningRateAt(5), learningRateAt(6)));
    expect(peakLearningRate).toBeLessThan(0.9);
  });

  it('compiles a wave of more turns than there are updates to look at, at once', () => {
    const { peakLearningRate } = compiledOf('cosine(0.1, cycles=300000.3)', 10_000_000);
    expect(peakLearningRate).toBe(0.1);
  });

  it('hands out the multipliers of its groups', () => {
    const { groups } = compiledOf('constant(1) with groups(lora-b=16, layer-0=0.5)', 10);
    expect([...groups]).toEqual([
      ['layer-0', 0.5],
      ['lora-b', 16],
    ]);
  });

  it('lists where a warm-up, a phase or a step ends', () => {
    const line = 'constant(1) until 10; step(1, factor=0.5, every=4) until 20; constant(1)';
    expect(compiledOf(line, 30).boundaries).toEqual([10, 14, 18, 20]);
    expect(compiledOf('wsd(1, decay=20%, warmup=5)', 100).boundaries).toEqual([5, 80]);
  });
});

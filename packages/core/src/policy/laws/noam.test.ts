import { describe, expect, it } from 'vitest';
import { parseNotation } from '../notation/parse.js';
import { printPolicy } from '../notation/print.js';
import { compiledOf, compileRefusalsOf, learningRatesOf, policyOf, refusalsOf } from '../testing/index.js';

const line = 'noam(2, dimension=4, warmup-steps=4)';
const document = { law: 'noam', scale: 2, dimension: 4, warmupSteps: 4 };

describe('the law of Noam', () => {
  it('rises in proportion to t + 1 and falls as one over its root', () => {
    expect(learningRatesOf(line, 100, [0, 1, 2, 3, 8, 15])).toEqual([0.125, 0.25, 0.375, 0.5, 1 / 3, 0.25]);
  });

  it('is highest at warmupSteps − 1, on the nearer update where that is not whole', () => {
    expect(compiledOf(line, 100).peakLearningRate).toBe(0.5);
    const between = compiledOf('noam(2, dimension=4, warmup-steps=4.5)', 100);
    expect(between.peakLearningRate).toBe(Math.max(between.learningRateAt(3), between.learningRateAt(4)));
    // The run ends on the rise.
    expect(compiledOf('noam(2, dimension=4, warmup-steps=400)', 10).peakLearningRate).toBeCloseTo(10 / 8000, 15);
  });

  it('takes no warm-up, which its formula has', () => {
    const warmup = { length: { steps: 5 } };
    expect(refusalsOf({ version: 1, ...document, warmup })).toEqual(['policy.unknown-key warmup']);
    expect(parseNotation('noam(2, dimension=4, warmup-steps=4, warmup=5)')).toMatchObject({
      ok: false,
      refusals: [{ code: 'policy.syntax', path: 'column 38' }],
    });
  });

  it('stays a sequence where that has the warm-up', () => {
    const sequence = { law: 'sequence', phases: [{ policy: document }] };
    expect(policyOf(JSON.stringify({ version: 1, ...sequence }))).toEqual({ version: 1, ...document });
    const warmed = { version: 1, ...sequence, warmup: { length: { steps: 5 } } };
    const written = `sequence(${line}, warmup=5)`;
    expect(printPolicy(policyOf(JSON.stringify(warmed)))).toBe(written);
    expect(printPolicy(policyOf(written))).toBe(written);
    expect(learningRatesOf(written, 100, [0, 5, 8])).toEqual([0, 0.125, 0.5]);
  });

  it('is refused where its height leaves the range of numbers, or a part of it is 0', () => {
    expect(compileRefusalsOf('noam(1e300, dimension=1e-300, warmup-steps=1)', 10)).toEqual([
      'policy.non-finite-learning-rate',
    ]);
    for (const wrong of [{ dimension: 0 }, { warmupSteps: 0 }, { warmupSteps: -4 }]) {
      expect(refusalsOf({ version: 1, ...document, ...wrong })).toHaveLength(1);
    }
  });
});

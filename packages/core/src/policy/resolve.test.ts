import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../refusal/index.js';
import { compilePolicy } from './compile.js';
import { isSequence } from './policy.js';
import { parsePolicyDocument } from './read-document.js';
import { resolveLengths } from './resolve.js';
import { arbitraryPolicy, policyOf } from './testing/index.js';

describe('resolveLengths', () => {
  it('gives the same learning rates at every update of that run, for any policy', () => {
    fc.assert(
      fc.property(arbitraryPolicy, ({ document, context }) => {
        const policy = valueOrThrow(parsePolicyDocument(document));
        const resolved = valueOrThrow(parsePolicyDocument(JSON.parse(JSON.stringify(resolveLengths(policy, context)))));
        const asWritten = valueOrThrow(compilePolicy(policy, context));
        const inSteps = valueOrThrow(compilePolicy(resolved, context));
        for (let t = 0; t < context.totalUpdates; t += 1) {
          expect(inSteps.learningRateAt(t)).toBe(asWritten.learningRateAt(t));
        }
      }),
      { seed: 7_201, numRuns: 200 },
    );
  });

  it('takes the ratios of a phase of that phase’s horizon, and those of `until` of what the warm-up leaves', () => {
    const policy = policyOf('sequence(constant(0.1) until 50%; wsd(0.1, decay=20%), warmup=10%)');
    const resolved = resolveLengths(policy, { totalUpdates: 100 });
    expect(isSequence(resolved) && resolved.phases).toMatchObject([
      { until: { steps: 45 } },
      { policy: { decay: { steps: 9 } } },
    ]);
    expect(resolved.warmup).toEqual({ length: { steps: 10 }, from: 0, shape: 'linear' });
  });

  it('throws where the run does not say how long an epoch is', () => {
    expect(() => resolveLengths(policyOf('linear(0.1, length=2 epochs)'), { totalUpdates: 100 })).toThrow(
      'The run does not say updatesPerEpoch.',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../refusal/index.js';
import { compilePolicy } from './compile.js';
import { parsePolicyDocument } from './read-document.js';
import { resolveLengths } from './resolve.js';
import { arbitraryPolicy, compiledOf, policyOf } from './testing/index.js';

const RUN = { totalUpdates: 100, updatesPerEpoch: 20, tokensPerUpdate: 10 };
const resolved = (line: string) => resolveLengths(policyOf(line), RUN);

describe('resolveLengths', () => {
  it('turns every unit into steps as the compiler does', () => {
    expect(resolved('cosine(0.1, length=55 tokens, warmup=7%)')).toEqual(policyOf('cosine(0.1, length=6, warmup=7)'));
    expect(resolved('multi-step(0.1, factor=0.5, at=[1 epochs, 2.5 epochs])')).toEqual(
      policyOf('multi-step(0.1, factor=0.5, at=[20, 50])'),
    );
  });

  it('counts ratios inside a phase of the phase, and boundaries of what the warm-up leaves', () => {
    const line = 'sequence(constant(1) until 50%; linear(1, length=50%), warmup=20)';
    expect(resolved(line)).toEqual(policyOf('sequence(constant(1) until 40; linear(1, length=20), warmup=20)'));
  });

  it('gives a resumed phase the lengths of the phase that it goes on with', () => {
    const line = 'linear(1, length=50%) until 20; constant(9) until 30; linear(1, length=50%) resume';
    expect(resolved(line)).toEqual(
      policyOf('linear(1, length=10) until 20; constant(9) until 30; linear(1, length=10) resume'),
    );
  });

  it('keeps a resume from going on with another policy that this run reads as the same', () => {
    const line = 'linear(1, length=200%) until 10; linear(1, length=20) until 15; linear(1, length=200%) resume';
    const [policy, original] = [resolved(line), compiledOf(line, RUN)];
    expect(original.learningRateAt(15)).toBe(0.5);
    expect(valueOrThrow(compilePolicy(policy, RUN)).learningRateAt(15)).toBe(0.5);
  });

  it('leaves ratios behind a switch, whose horizon only the run shows', () => {
    const line =
      'switch(constant(1) -> linear(1, length=50%, warmup=1 epochs), metric=loss, direction=minimize, value=0.1, at-most=2 epochs)';
    expect(resolved(line)).toMatchObject({
      atMost: { steps: 40 },
      after: { length: { ratio: 0.5 }, warmup: { length: { steps: 20 } } },
    });
  });

  it('throws where the run does not say enough', () => {
    expect(() => resolveLengths(policyOf('linear(1, length=2 epochs)'), { totalUpdates: 10 })).toThrow(RangeError);
  });

  it('changes no learning rate of any policy', () => {
    fc.assert(
      fc.property(arbitraryPolicy, ({ document, context }) => {
        const policy = valueOrThrow(parsePolicyDocument(document));
        const written = valueOrThrow(compilePolicy(policy, context));
        // A document again, so that exporters may write it out.
        const read = valueOrThrow(parsePolicyDocument(JSON.parse(JSON.stringify(resolveLengths(policy, context)))));
        const steps = valueOrThrow(compilePolicy(read, context));
        for (let t = 0; t <= context.totalUpdates; t += 1) {
          expect(steps.learningRateAt(t)).toBe(written.learningRateAt(t));
        }
      }),
      { seed: 404, numRuns: 300 },
    );
  });

  it('leaves no length in another unit, but behind a switch', () => {
    fc.assert(
      fc.property(arbitraryPolicy, ({ document, context }) => {
        const text = JSON.stringify(resolveLengths(valueOrThrow(parsePolicyDocument(document)), context));
        if (text.includes('"switch"')) return;
        expect(text).not.toMatch(/"(?:epochs|tokens|ratio)":/);
      }),
      { seed: 405, numRuns: 300 },
    );
  });
});

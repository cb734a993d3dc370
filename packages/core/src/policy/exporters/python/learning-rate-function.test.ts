import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../refusal/index.js';
import { compilePolicy } from '../../compile.js';
import { laws } from '../../laws/registry.js';
import { parsePolicyDocument } from '../../read-document.js';
import { arbitraryPolicy, arbitraryPolicyOf, compiledOf, policyOf } from '../../testing/index.js';
import { pythonLearningRateFunction } from './learning-rate-function.js';

const sourceOf = (line: string, totalUpdates: number) =>
  pythonLearningRateFunction({
    policy: policyOf(line),
    compiled: compiledOf(line, totalUpdates),
    run: { totalUpdates, updatesPerEpoch: null, tokensPerUpdate: null },
  });

// That the functions give the policy's learning rates is seen with Python: test/conformance.
describe('the Python function of a policy', () => {
  it('names its constants, in updates of the reader’s run, and warms up in one line', () => {
    expect(sourceOf('cosine(2e-5, warmup=3%)', 1000)).toBe(
      [
        'import math',
        '',
        '',
        'def learning_rate(t):',
        '    """The learning rate of update t, counted from 0."""',
        '    peak = 2e-5',
        '    length = 970',
        '    warmup = 30',
        '    t = min(t, 1000)',
        '    if t < warmup:',
        '        return peak * (t / warmup)',
        '    t -= warmup',
        '    return peak * 0.5 * (1 + math.cos(math.pi * (t / length)))',
        '',
      ].join('\n'),
    );
  });

  it('says a constant as one', () => {
    expect(sourceOf('constant(0.1)', 10)).toMatch(/def learning_rate\(t\):\n {4}""".*"""\n {4}return 0\.1\n$/);
  });

  it('gives each phase a function, and a constant phase none', () => {
    const source = sourceOf('constant(0.1) until 50%; linear(0.1)', 100);
    expect(source).toContain('    if t < 50:\n        return 0.1\n    return phase_1(t - 50)\n');
    expect(source.match(/def /g)).toHaveLength(2);
  });

  it('goes on with the function of a phase that is resumed, beyond the end it had', () => {
    const source = sourceOf('linear(0.1) until 30; constant(0.5) until 60; linear(0.1) resume', 100);
    expect(source.match(/def phase/g)).toHaveLength(1);
    expect(source).toContain('min(t, length) / length');
    expect(source).toContain('return phase_1(t - 30)');
  });

  it('finds the phase among many by bisection, and keeps its lines short', () => {
    const phases = Array.from({ length: 40 }, (_, index) => `constant(0.${String(index + 10)})`);
    const line = phases.map((phase, index) => (index < 39 ? `${phase} until ${String(index + 1)}` : phase)).join('; ');
    const source = sourceOf(line, 100);
    expect(source).toContain('return values[bisect.bisect_right(starts, t) - 1]');
    expect(Math.max(...source.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(104);
  });

  it('lists the starts of growing cycles, and says many of them as a formula', () => {
    expect(sourceOf('cosine-restarts(0.1, first=10, multiplier=2)', 100)).toContain('starts = [0, 10, 30, 70]');
    expect(sourceOf('cosine-restarts(0.1, first=1, multiplier=1.001)', 1000)).toContain('def start_of(cycle):');
  });

  it('writes no number that Python cannot read, and computes none that it cannot hold', () => {
    const lines = [
      'cosine-restarts(0.1, first=10, multiplier=1e200)',
      'noam(0.1, dimension=512, warmup-steps=1e-300)',
      'exponential(0, factor=1e300)',
      'sigmoid(0.1, gamma=1e300, center=10)',
    ];
    for (const line of lines) expect(sourceOf(line, 100)).not.toMatch(/Infinity|NaN|1e\+/);
    expect(sourceOf('noam(0.1, dimension=512, warmup-steps=1e-300)', 100)).not.toContain('** -1.5');
    expect(sourceOf('exponential(0, factor=1e300)', 100)).toContain('return 0.0');
    // At the end of the run, which no update reaches, the policy leaves the range of numbers.
    expect(sourceOf('exponential(1e-3, factor=10, every=1)', 308)).toContain('t = min(t, 308)');
    expect(sourceOf('exponential(1e-3, factor=10, every=1)', 309)).toContain('t = min(t, 308)');
  });

  it('is refused for a closed loop', () => {
    expect(() => sourceOf('plateau(0.1, metric=loss)', 10)).toThrow(RangeError);
  });

  it('can be written for every law and for any policy', () => {
    const open = laws.filter(({ name }) => !['plateau', 'ladder'].includes(name));
    for (const sample of [...open.map(({ name }) => arbitraryPolicyOf(name)), arbitraryPolicy]) {
      fc.assert(
        fc.property(sample, ({ document, context }) => {
          const policy = valueOrThrow(parsePolicyDocument(document));
          const compiled = valueOrThrow(compilePolicy(policy, context));
          if (compiled.loop !== null) return;
          const source = pythonLearningRateFunction({ policy, compiled, run: context });
          expect(source).toContain('def learning_rate(t):');
          expect(source).not.toMatch(/undefined|NaN|Infinity/);
          expect(source.includes('import math')).toBe(source.includes('math.'));
          expect(source.includes('import bisect')).toBe(source.includes('bisect.'));
        }),
        { seed: 606, numRuns: 40 },
      );
    }
  });
});

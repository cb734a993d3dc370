import { describe, expect, it } from 'vitest';
import { printPolicy } from './notation/print.js';
import { policyOf } from './testing/index.js';

/** The canonical line of a spelling: its normal form, readable. */
const normal = (line: string) => printPolicy(policyOf(line));

describe('the normal form', () => {
  it('writes every default out, except an absent length', () => {
    expect(policyOf('cosine(0.1, warmup=3%)')).toEqual({
      version: 1,
      law: 'cosine',
      peak: 0.1,
      end: 0,
      cycles: 0.5,
      warmup: { length: { ratio: 0.03 }, from: 0, shape: 'linear' },
    });
    expect(policyOf('exponential(0.1, factor=0.9)')).toMatchObject({ every: { steps: 1 } });
    expect(policyOf('wsd(0.1, decay=10)')).toMatchObject({ end: 0, shape: 'linear' });
  });

  it('has no warm-up of no length, in any unit', () => {
    for (const length of ['0', '0%', '0 epochs', '0 tokens']) {
      expect(policyOf(`constant(0.1, warmup=${length}, warmup-from=0.05)`)).toEqual(policyOf('constant(0.1)'));
    }
  });

  it('calls a polynomial of power 1 linear, at any depth', () => {
    expect(normal('polynomial(0.1 -> 0.01, power=1, length=50%, warmup=3)')).toBe(
      'linear(0.1 -> 0.01, length=50%, warmup=3)',
    );
    expect(normal('constant(1) until 5; sequence(polynomial(0.1, power=1), warmup=2 epochs)')).toBe(
      'constant(1) until 5; linear(0.1, warmup=2 epochs)',
    );
    expect(normal('polynomial(0.1, power=1.5)')).toBe('polynomial(0.1, power=1.5)');
  });

  it('has no sequence of one phase', () => {
    expect(normal('sequence(sequence(linear(0.1, warmup=3)))')).toBe('linear(0.1, warmup=3)');
  });

  it('joins the warm-up of a sequence of one phase to a phase that has none and no ratio length', () => {
    expect(normal('sequence(linear(0.1), warmup=3%)')).toBe('linear(0.1, warmup=3%)');
    expect(normal('sequence(linear(0.1, length=50), warmup=3%)')).toBe('linear(0.1, length=50, warmup=3%)');
    expect(normal('sequence(linear(0.1, warmup=0), warmup=3%)')).toBe('linear(0.1, warmup=3%)');
    // Half of what the warm-up leaves is not half of the whole.
    const ratio = 'sequence(linear(0.1, length=50%), warmup=3)';
    expect(normal(ratio)).toBe(ratio);
    const multi = 'sequence(multi-step(0.1, factor=0.5, at=[3, 50%]), warmup=3)';
    expect(normal(multi)).toBe(multi);
    const twice = 'sequence(linear(0.1, warmup=2), warmup=3)';
    expect(normal(twice)).toBe(twice);
  });

  it('flattens a sequence directly inside a sequence where all boundaries are in steps', () => {
    expect(
      normal(
        'constant(1) until 10; sequence(constant(2) until 5; linear(3)) until 30; sequence(constant(4) until 7; linear(5))',
      ),
    ).toBe('constant(1) until 10; constant(2) until 15; linear(3) until 30; constant(4) until 37; linear(5)');
    expect(normal('sequence(sequence(constant(1) until 3; constant(2)) until 9; constant(3), warmup=5)')).toBe(
      'sequence(constant(1) until 3; constant(2) until 9; constant(3), warmup=5)',
    );
    expect(
      normal('constant(1) until 2; sequence(constant(2) until 2; sequence(constant(3) until 2; constant(4)))'),
    ).toBe('constant(1) until 2; constant(2) until 4; constant(3) until 6; constant(4)');
  });

  it('leaves nested what flattening could change', () => {
    for (const line of [
      'constant(1) until 10%; sequence(constant(2) until 5; constant(3))',
      'constant(1) until 10; sequence(constant(2) until 5 epochs; constant(3))',
      'constant(1) until 10; sequence(constant(2) until 5; constant(3), warmup=2)',
      'constant(1) until 10; sequence(constant(2) until 5; constant(3) until 7; constant(2) resume)',
      'linear(1) until 10; sequence(linear(1) until 5; constant(3)) until 30; linear(1) resume',
    ]) {
      expect(normal(line)).toBe(line);
    }
  });

  it('never makes a boundary that a document cannot hold', () => {
    const far = String(Number.MAX_SAFE_INTEGER - 1);
    const line = `constant(1) until ${far}; sequence(constant(2) until ${far}; constant(3))`;
    expect(normal(line)).toBe(line);
  });

  it('sorts groups and drops those of multiplier 1', () => {
    expect(normal('constant(1) with groups(head=2, a=1, body=0.5)')).toBe('constant(1) with groups(body=0.5, head=2)');
    expect(policyOf('constant(1) with groups(a=1)')).toEqual(policyOf('constant(1)'));
    expect(policyOf('{"version":1,"law":"constant","learningRate":1,"groups":[]}')).toEqual(policyOf('constant(1)'));
  });

  it('has no negative zero', () => {
    const policy = policyOf('{"version":1,"law":"linear","initial":1,"end":-0.0}');
    expect(Object.is(policy['end' as keyof typeof policy], 0)).toBe(true);
  });
});

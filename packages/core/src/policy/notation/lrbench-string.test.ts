import { describe, expect, it } from 'vitest';
import { policyOf } from '../testing/index.js';
import { parseNotation } from './parse.js';
import { printPolicy } from './print.js';

const printed = (text: string) => printPolicy(policyOf(text));
const refusalOf = (text: string) => {
  const read = parseNotation(text);
  return read.ok ? null : read.refusals[0];
};

describe('LRBench’s string form', () => {
  it.each([
    ['lrPolicy_FIX+k0_0.1', 'constant(0.1)'],
    ['lrPolicy_STEP+k0_0.1+gamma_0.1+l_10', 'step(0.1, factor=0.1, every=10)'],
    ['lrPolicy_NSTEP+k0_0.1+gamma_0.1+l_10+25', 'multi-step(0.1, factor=0.1, at=[10, 25])'],
    ['lrPolicy_EXP+k0_0.1+gamma_0.9', 'exponential(0.1, factor=0.9)'],
    ['lrPolicy_INV+k0_0.01+gamma_1e-4+p_0.75', 'inverse(0.01, gamma=1e-4, power=0.75)'],
    ['lrPolicy_POLY+k0_0.0+k1_0.1+p_1.2+l_30', 'polynomial(0.1, power=1.2, length=30)'],
  ])('%s is %s', (text, notation) => {
    expect(printed(text)).toBe(notation);
  });

  it('takes its names in any order, signs inside numbers, and None for what a law does not use', () => {
    expect(printed('k1_None+k0_1e-4+lrPolicy_FIX')).toBe('constant(1e-4)');
    expect(printed('k0_1e-1+gamma_1e+0+lrPolicy_EXP')).toBe('exponential(0.1, factor=1)');
  });

  it('joins segments at the boundaries after -AT-', () => {
    expect(printed('lrPolicy_FIX+k0_1e-1-k0_1e-2+lrPolicy_FIX-AT-50')).toBe('constant(0.1) until 50; constant(0.01)');
    expect(printed('lrPolicy_FIX+k0_3-lrPolicy_FIX+k0_2-lrPolicy_FIX+k0_1-AT-50+80')).toBe(
      'constant(3) until 50; constant(2) until 80; constant(1)',
    );
  });

  it.each([
    ['lrPolicy_FIX+k2_0.1', 14],
    ['lrPolicy_FIXX+k0_0.1', 10],
    ['lrPolicy_FIX+k0_', 17],
    ['lrPolicy_FIX+k0_0.1+2', 17],
    ['lrPolicy_FIX+k0_0.1+k0_0.2', 21],
    ['lrPolicy_FIX+k0_0.1-k0_0.2-AT-50', 21],
    ['lrPolicy_FIX+k0_0.1-lrPolicy_FIX+k0_0.2', 40],
    ['lrPolicy_FIX+k0_0.1-lrPolicy_FIX+k0_0.2-AT-', 44],
    ['lrPolicy_FIX+k0_0.1-AT-50', 26],
    ['lrPolicy_FIX+k0_0.1?', 20],
  ])('an error in %s points at column %d', (text, column) => {
    expect(refusalOf(text)).toMatchObject({ code: 'policy.syntax', path: `column ${String(column)}` });
  });

  it('names the nearest name', () => {
    expect(refusalOf('lrPolicy_NSTP+k0_0.1')?.message).toContain('Did you mean "NSTEP"?');
  });

  it.each([
    ['k1_0.006+k0_0.001+lrPolicy_UPCOS+l_2000', 'wave(cosine, 1e-3 .. 6e-3, length=2000)'],
    ['lrPolicy_COSEXP+k0_0+k1_0.1+l_10+gamma_0.99', 'wave(cosine, 0 .. 0.1, length=10, start=high, damping=0.99)'],
    ['lrPolicy_RSW2+k0_0+k1_0.1+l_10', 'wave(sawtooth, 0 .. 0.1, length=10, damping=halving)'],
    ['lrPolicy_SIG+k0_0.1+gamma_-0.2+l_15', 'sigmoid(0.1, gamma=-0.2, center=15)'],
  ])('reads the waves and the sigmoid: %s', (text, line) => {
    expect(printed(text)).toBe(line);
  });

  it('negative as a learning rate is refused as in every spelling', () => {
    expect(refusalOf('lrPolicy_FIX+k0_-0.1')).toMatchObject({ code: 'policy.negative-learning-rate' });
  });
});

describe('notation', () => {
  it('reads LRBench’s names in capitals', () => {
    expect(printed('STEP(k0=0.1, gamma=0.1, l=10)')).toBe('step(0.1, factor=0.1, every=10)');
    expect(printed('tri2(k0=1e-4, k1=6e-3, l=2000)')).toBe(
      'wave(triangle, 1e-4 .. 6e-3, length=2000, damping=halving)',
    );
    expect(printed('DTRIEXP(k0=1e-4, k1=6e-3, l=2000, gamma=0.999)')).toBe(
      'wave(triangle, 1e-4 .. 6e-3, length=2000, start=high, damping=0.999)',
    );
  });

  it('knows no law by the name of what every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(refusalOf(`${name}(1)`)).toMatchObject({ code: 'policy.syntax', path: 'column 1' });
    }
  });

  it('reads group names with digits behind a hyphen', () => {
    const line = 'constant(1) with groups(embed.tokens=3, layer-0=0.5)';
    expect(printed(line)).toBe(line);
  });

  it('does not lose a resume that resumes nothing', () => {
    expect(refusalOf('constant(1) resume')).toMatchObject({ code: 'policy.phase-order' });
  });

  it('takes no shape for a trapezoid, which is one', () => {
    expect(refusalOf('trapezoid(1, decay=5, shape=cosine)')).toMatchObject({
      code: 'policy.syntax',
      path: 'column 23',
    });
  });

  it('points at a part of an update, and at a word that a field does not know', () => {
    expect(refusalOf('constant(1, warmup=0.03)')).toMatchObject({ path: 'column 20', got: '"0.03"' });
    const shape = refusalOf('wsd(1, decay=5, shape=linaer)');
    expect(shape).toMatchObject({ code: 'policy.syntax', path: 'column 23' });
    expect(shape?.message).toContain('Did you mean "linear"?');
  });

  it('reads a percentage of any exponent at once', () => {
    expect(printed('constant(1, warmup=1e-1%)')).toBe('constant(1, warmup=0.1%)');
    expect(refusalOf('constant(1, warmup=1e999999999%)')).toMatchObject({ code: 'policy.wrong-type' });
    expect(printed('constant(1, warmup=1e-999999999%)')).toBe('constant(1)');
  });
});

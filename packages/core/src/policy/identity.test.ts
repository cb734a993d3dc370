import { describe, expect, it } from 'vitest';
import { digestText } from '../canonical/index.js';
import { largestLearningRateField, policyHash, scaleLearningRates, shapeHash } from './identity.js';
import { policyOf } from './testing/index.js';

const hashOf = (line: string) => policyHash(policyOf(line));
const shapeOf = (line: string) => shapeHash(policyOf(line));

describe('the identity of a policy', () => {
  it('is SHA-256 of the canonical text of its normal form', () => {
    const text =
      '{"law":"linear","end":0,"initial":0.0002,"version":1,"warmup":{"from":0,"length":{"steps":100},"shape":"linear"}}';
    const sorted =
      '{"end":0,"initial":0.0002,"law":"linear","version":1,"warmup":{"from":0,"length":{"steps":100},"shape":"linear"}}';
    expect(hashOf(text)).toBe(digestText(sorted));
    expect(hashOf('linear(2e-4 -> 0, warmup=100)')).toBe(digestText(sorted));
  });

  it('is one for 3% and 0.03, and for 0.07% and the double 0.0007', () => {
    const document = (ratio: string) =>
      `{"version":1,"law":"constant","learningRate":0.1,"warmup":{"length":{"ratio":${ratio}}}}`;
    expect(hashOf('constant(0.1, warmup=3%)')).toBe(hashOf(document('0.03')));
    expect(hashOf('constant(0.1, warmup=0.07%)')).toBe(hashOf(document('7e-4')));
    expect(0.07 / 100).not.toBe(0.0007);
  });

  it('differs between laws that give the same numbers', () => {
    const same = ['constant(0.1)', 'linear(0.1 -> 0.1)', 'step(0.1, factor=1, every=1)', 'exponential(0.1, factor=1)'];
    expect(new Set(same.map(hashOf)).size).toBe(same.length);
  });

  it('differs between units of the same length', () => {
    const same = ['10', '10%', '10 epochs', '10 tokens'].map((length) => hashOf(`constant(0.1, warmup=${length})`));
    expect(new Set(same).size).toBe(4);
  });
});

describe('the shape of a policy', () => {
  it('is the same at every height, the starts of warm-ups included', () => {
    const at = (height: number) =>
      shapeOf(`linear(${String(height)} -> ${String(height / 10)}, warmup=3, warmup-from=${String(height / 4)})`);
    expect(at(3e-5)).toBe(at(0.7));
    expect(at(0.1)).toBe(at(0.7));
  });

  it('is divided by the largest of all fields, in whatever phase', () => {
    expect(shapeOf('constant(0.1) until 5; constant(0.2)')).toBe(shapeOf('constant(1) until 5; constant(2)'));
    expect(shapeOf('constant(0.1) until 5; constant(0.2)')).not.toBe(shapeOf('constant(1) until 5; constant(1)'));
    expect(largestLearningRateField(policyOf('constant(0.1) until 5; constant(0.2, warmup=2, warmup-from=0.3)'))).toBe(
      0.3,
    );
  });

  it('is the document’s own hash where the largest is 1 or all are 0', () => {
    expect(shapeOf('linear(1 -> 0.25)')).toBe(hashOf('linear(1 -> 0.25)'));
    expect(shapeOf('constant(0)')).toBe(hashOf('constant(0)'));
  });

  it('forgets the twelfth digit’s rounding, and no more', () => {
    expect(shapeOf('linear(0.3 -> 0.1)')).toBe(shapeOf('linear(3 -> 1.0000000000001)'));
    expect(shapeOf('linear(0.3 -> 0.1)')).not.toBe(shapeOf('linear(3 -> 1.0000000001)'));
  });

  it('keeps factors, powers and lengths as they are', () => {
    expect(shapeOf('step(1, factor=0.5, every=2)')).not.toBe(shapeOf('step(1, factor=0.25, every=2)'));
    expect(shapeOf('constant(1) with groups(a=2)')).not.toBe(shapeOf('constant(1) with groups(a=4)'));
  });
});

describe('a policy at another height', () => {
  it('has its largest learning rate exactly there, and the same shape', () => {
    const policy = policyOf('linear(0.3 -> 0.1, warmup=3, warmup-from=0.03)');
    const scaled = scaleLearningRates(policy, 7e-4);
    expect(largestLearningRateField(scaled)).toBe(7e-4);
    expect(shapeHash(scaled)).toBe(shapeHash(policy));
  });

  it('is not to be had of zeros', () => {
    expect(() => scaleLearningRates(policyOf('constant(0)'), 1)).toThrow(RangeError);
  });
});

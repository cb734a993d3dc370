import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../refusal/index.js';
import { parsePolicyDocument } from '../read-document.js';
import { formatLearningRate, formatPercent, ratioOfPercent } from './numbers.js';
import { printPolicy } from './print.js';

function printed(document: object): string {
  return printPolicy(valueOrThrow(parsePolicyDocument({ version: 1, ...document })));
}

const constant = (learningRate: number) => ({ law: 'constant', learningRate });

describe('printPolicy', () => {
  it('leaves out what equals its default, and nothing else', () => {
    expect(printed({ law: 'cosine', peak: 0.1, end: 0, cycles: 0.5 })).toBe('cosine(0.1)');
    expect(printed({ law: 'cosine', peak: 0.1, end: 0.01, cycles: 1, length: { steps: 5 } })).toBe(
      'cosine(0.1 -> 0.01, cycles=1, length=5)',
    );
    expect(printed({ law: 'exponential', initial: 0.1, factor: 0.9, every: { steps: 1 } })).toBe(
      'exponential(0.1, factor=0.9)',
    );
    expect(printed({ law: 'exponential', initial: 0.1, factor: 0.9, every: { epochs: 1 } })).toBe(
      'exponential(0.1, factor=0.9, every=1 epochs)',
    );
  });

  it('writes the warm-up last, its defaults left out', () => {
    const warmup = { length: { ratio: 0.03 }, from: 1e-6, shape: 'cosine' };
    expect(printed({ ...constant(0.1), warmup })).toBe(
      'constant(0.1, warmup=3%, warmup-from=1e-6, warmup-shape=cosine)',
    );
  });

  it('writes a sequence bare at the top, and in brackets inside or with a warm-up', () => {
    const phases = [{ policy: constant(0.1), until: { ratio: 0.5 } }, { policy: constant(0.2) }];
    const inside = { law: 'sequence', phases };
    expect(printed(inside)).toBe('constant(0.1) until 50%; constant(0.2)');
    expect(printed({ ...inside, warmup: { length: { steps: 5 } } })).toBe(
      'sequence(constant(0.1) until 50%; constant(0.2), warmup=5)',
    );
    expect(
      printed({ law: 'sequence', phases: [{ policy: constant(1), until: { steps: 5 } }, { policy: inside }] }),
    ).toBe('constant(1) until 5; sequence(constant(0.1) until 50%; constant(0.2))');
  });

  it('writes groups by name', () => {
    const groups = [
      { name: 'b', multiplier: 2 },
      { name: 'a', multiplier: 0.001 },
    ];
    expect(printed({ ...constant(0.1), groups })).toBe('constant(0.1) with groups(a=1e-3, b=2)');
  });
});

describe('numbers in notation', () => {
  it.each([
    [0, '0'],
    [0.1, '0.1'],
    [0.01, '0.01'],
    [0.00002, '2e-5'],
    [0.0012, '1.2e-3'],
    [99_999, '99999'],
    [100_000, '1e5'],
    [5e-324, '5e-324'],
  ])('writes the learning rate %d as people do', (value, text) => {
    expect(formatLearningRate(value)).toBe(text);
    expect(Number(text)).toBe(value);
  });

  it.each([
    [0.0007, '0.07%'],
    [0.03, '3%'],
    [1, '100%'],
    [1e-9, '0.0000001%'],
  ])('writes the ratio %d as a percentage that reads back', (ratio, text) => {
    expect(formatPercent(ratio)).toBe(text);
    expect(ratioOfPercent(text.slice(0, -1))).toBe(ratio);
  });
});

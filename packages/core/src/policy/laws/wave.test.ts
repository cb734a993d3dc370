import { describe, expect, it } from 'vitest';
import { compiledOf, learningRatesOf, refusalsOf } from '../testing/index.js';

const near = (values: readonly number[]) => values.map((value): unknown => expect.closeTo(value, 15));
const of = (shape: string, fields = '') => `wave(${shape}, 1 .. 3, length=4${fields})`;

describe('a wave', () => {
  it.each([
    ['triangle', [1, 1.5, 2, 3, 2, 1, 1.5]],
    ['sine', [1, 1 + 2 * Math.sin(Math.PI / 8), 1 + Math.SQRT2, 3, 1 + Math.SQRT2, 1, 1 + 2 * Math.sin(Math.PI / 8)]],
    ['cosine', [1, 2 - Math.SQRT1_2, 2, 3, 2, 1, 2 - Math.SQRT1_2]],
  ])('of a %s rises for its length and falls for as long', (shape, expected) => {
    expect(learningRatesOf(of(shape), 100, [0, 1, 2, 4, 6, 8, 9])).toEqual(near(expected));
    const high = learningRatesOf(of(shape, ', start=high'), 100, [4, 5, 6, 8, 10, 12, 13]);
    expect(high).toEqual(near(expected));
  });

  it.each([
    ['sawtooth', [1, 2.5, 2, 1.5, 1, 2.5]],
    ['sine-sawtooth', [0, 0.75, 0.5, 0.25, 0, 0.75].map((left) => 1 + 2 * Math.sin((Math.PI / 2) * left))],
    ['cosine-sawtooth', [0, 0.75, 0.5, 0.25, 0, 0.75].map((left) => 2 - Math.cos(Math.PI * left))],
  ])('of a %s is lowest at each period, jumps up and falls', (shape, expected) => {
    expect(learningRatesOf(of(shape), 100, [0, 1, 2, 3, 4, 5])).toEqual(near(expected));
  });

  it('halves its height with every period, a wave that starts high from its first trough on', () => {
    expect(learningRatesOf(of('triangle', ', damping=halving'), 100, [4, 8, 12, 20, 28])).toEqual([3, 1, 2, 1.5, 1.25]);
    expect(learningRatesOf(of('cosine', ', start=high, damping=halving'), 100, [0, 8, 16])).toEqual([3, 2, 1.5]);
    expect(learningRatesOf(of('sawtooth', ', damping=halving'), 100, [1, 5, 9])).toEqual([2.5, 1.75, 1.375]);
  });

  it('loses height by a factor with every update', () => {
    expect(learningRatesOf(of('triangle', ', damping=0.5'), 100, [0, 4, 12])).toEqual(
      near([1, 1 + 2 / 16, 1 + 2 / 4096]),
    );
    expect(learningRatesOf(of('triangle', ', start=high, damping=0.5'), 100, [0, 8])).toEqual(near([3, 1 + 2 / 256]));
  });

  it('has height left, and no NaN, after a million updates', () => {
    const halved = compiledOf('wave(triangle, 1 .. 3, length=1, damping=halving)', 1_000_000);
    expect(halved.learningRateAt(999_999)).toBe(1);
    const damped = compiledOf('wave(sine, 0 .. 3, length=1, damping=5e-324)', 1_000_000);
    expect(damped.learningRateAt(999_999)).toBe(0);
    const kept = compiledOf('wave(sine, 0 .. 3, length=1, damping=1)', 1_000_000);
    expect(kept.learningRateAt(999_999)).toBe(3);
  });

  it('knows the crest of a damped rise, which comes before its length', () => {
    for (const shape of ['triangle', 'sine', 'cosine']) {
      const compiled = compiledOf(`wave(${shape}, 0 .. 1, length=50, damping=0.95)`, 200);
      const rates = Array.from({ length: 200 }, (_, t) => compiled.learningRateAt(t));
      expect(compiled.peakLearningRate).toBe(Math.max(...rates));
      expect(rates.indexOf(compiled.peakLearningRate)).toBeLessThan(50);
    }
  });

  it('is refused with its ends turned round, a sawtooth that starts high, a factor above 1', () => {
    const wave = { version: 1, law: 'wave', shape: 'sine', low: 1, high: 2, length: { steps: 5 } };
    expect(refusalsOf({ ...wave, low: 1, high: 1 })).toEqual([]);
    expect(refusalsOf({ ...wave, low: 3 })).toEqual(['policy.wrong-type high']);
    expect(refusalsOf({ ...wave, shape: 'sawtooth', start: 'high' })).toEqual(['policy.wrong-type start']);
    expect(refusalsOf({ ...wave, damping: { factor: 1.01 } })).toEqual(['policy.wrong-type damping.factor']);
    expect(refusalsOf({ ...wave, damping: { factor: 0 } })).toEqual(['policy.wrong-type damping.factor']);
    expect(refusalsOf({ ...wave, damping: null })).toEqual(['policy.wrong-type damping']);
  });
});

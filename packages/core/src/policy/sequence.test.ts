import { describe, expect, it } from 'vitest';
import { compiledOf, learningRatesOf } from './testing/index.js';

describe('a sequence', () => {
  it('gives a boundary to the phase on its right, whose local time is 0 there', () => {
    expect(learningRatesOf('constant(5) until 4; linear(1, length=4)', 10, [3, 4, 6, 8, 9])).toEqual([5, 1, 0.5, 0, 0]);
  });

  it('gives each phase the horizon between its boundaries', () => {
    expect(learningRatesOf('linear(1) until 4; linear(2)', 12, [0, 2, 3, 4, 8])).toEqual([1, 0.5, 0.25, 2, 1]);
    // A ratio inside a phase is of the phase: half of eight updates.
    expect(learningRatesOf('constant(5) until 4; linear(1, length=50%)', 12, [4, 6, 8])).toEqual([1, 0.5, 0]);
  });

  it('counts its boundaries from its own start, and ratios of what its warm-up leaves', () => {
    const line = 'sequence(constant(1) until 50%; constant(2), warmup=20)';
    expect(learningRatesOf(line, 100, [0, 10, 20, 59, 60, 99])).toEqual([0, 0.5, 1, 1, 2, 2]);
  });

  it('nests: an inner sequence counts from where it begins', () => {
    const line = 'constant(1) until 10%; sequence(constant(2) until 50%; constant(3)) until 50%; constant(4)';
    expect(learningRatesOf(line, 100, [9, 10, 29, 30, 49, 50])).toEqual([1, 2, 2, 3, 3, 4]);
  });

  it('resumes the latest earlier phase of the same policy where it stopped, with that phase’s horizon', () => {
    const line =
      'linear(1, length=20) until 4; constant(9) until 6; linear(1, length=20) resume until 9; constant(9) until 10; linear(1, length=20) resume';
    const rates = learningRatesOf(line, 20, [3, 4, 6, 8, 9, 10, 11]);
    expect(rates).toEqual([1 - 3 / 20, 9, 1 - 4 / 20, 1 - 6 / 20, 9, 1 - 7 / 20, 1 - 8 / 20]);
  });

  it('keeps the end of a resumed law that is over', () => {
    expect(learningRatesOf('linear(1) until 4; constant(9) until 6; linear(1) resume', 10, [3, 6, 9])).toEqual([
      0.25, 0, 0,
    ]);
  });

  it('starts a phase anew that is the same policy and does not resume', () => {
    expect(learningRatesOf('linear(1) until 4; constant(9) until 6; linear(1)', 10, [6, 8])).toEqual([1, 0.5]);
  });

  it('finds the phase among a thousand', () => {
    const phases = Array.from({ length: 1000 }, (_, index) => `constant(${String(index + 1)})`);
    const line = phases
      .map((phase, index) => (index === 999 ? phase : `${phase} until ${String(2 * index + 2)}`))
      .join('; ');
    const compiled = compiledOf(line, 2000);
    for (const t of [0, 1, 2, 999, 1000, 1998, 1999]) expect(compiled.learningRateAt(t)).toBe(Math.floor(t / 2) + 1);
    expect(compiled.peakLearningRate).toBe(1000);
  });
});

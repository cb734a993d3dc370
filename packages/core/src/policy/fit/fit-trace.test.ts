import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../refusal/index.js';
import { printPolicy } from '../notation/print.js';
import { compiledOf } from '../testing/index.js';
import { fitTrace, type LearningRateTrace } from './fit-trace.js';

/** What a tool logs of a policy: every k-th update, `shift` updates ahead or behind. */
function logged(line: string, totalUpdates: number, { every = 1, shift = 0 } = {}): LearningRateTrace {
  const { learningRateAt } = compiledOf(line, totalUpdates);
  const update = Array.from({ length: Math.floor(totalUpdates / every) }, (_, index) => (index + 1) * every - 1);
  return { update, learningRate: update.map((t) => learningRateAt(Math.max(0, t + shift))), totalUpdates };
}

const fitted = (trace: LearningRateTrace) => valueOrThrow(fitTrace(trace));
const lineOf = (trace: LearningRateTrace) => printPolicy(fitted(trace).policy);

describe('fitTrace', () => {
  it.each([
    'constant(0.1)',
    'linear(2e-4)',
    'linear(2e-4 -> 1e-5, warmup=10)',
    'cosine(0.1, warmup=20)',
    'cosine(0.1 -> 0.01, cycles=1.5)',
    'polynomial(0.1 -> 1e-3, power=2)',
    'rex(0.1, warmup=5)',
    'exponential(0.1, factor=0.97)',
    'inverse(0.1, gamma=0.5, power=0.75)',
    'inverse-sqrt(0.1, timescale=10, warmup=10)',
    'sigmoid(0.1, gamma=-0.2, center=40)',
    'step(0.1, factor=0.5, every=30)',
    'multi-step(0.1, factor=0.1, at=[20, 70])',
    'wsd(0.1, decay=20, shape=one-minus-sqrt, warmup=10, warmup-shape=cosine)',
    'one-cycle(0.1)',
    'one-cycle(0.1, peak-at=0.4, anneal=linear)',
    'cosine-restarts(0.1, cycles=3)',
    'cosine-restarts(0.1, first=10, multiplier=2)',
    'wave(cosine, 0.01 .. 0.1, length=12, damping=halving)',
    'wave(sine, 0.01 .. 0.1, length=12, start=high, damping=0.99)',
    'cyclic(0.01 .. 0.1, up=10, down=25)',
    'constant(0.1, warmup=10, warmup-shape=logarithmic)',
  ])('finds %s again from every learning rate of it', (line) => {
    const fit = fitted(logged(line, 100));
    expect(printPolicy(fit.policy)).toBe(line);
    expect(fit).toMatchObject({ semantics: 'applied', skippedUpdates: 0, totalUpdates: 100 });
    expect(fit.errorOfPeak).toBeLessThan(1e-7);
  });

  it('tells a log of applied learning rates from one of the next', () => {
    expect(fitted(logged('linear(2e-2)', 3000, { every: 10 }))).toMatchObject({ semantics: 'applied' });
    const next = fitted(logged('linear(2e-2)', 3000, { every: 10, shift: 1 }));
    expect(printPolicy(next.policy)).toBe('linear(0.02)');
    expect(next.semantics).toBe('next');
  });

  it('finds a warm-up that ends between two logged updates, and by how many updates the schedule lags', () => {
    expect(lineOf(logged('linear(1e-5, warmup=52)', 500, { every: 10 }))).toBe('linear(1e-5, warmup=52)');
    const lagging = fitted(logged('linear(1e-5, warmup=50)', 500, { every: 10, shift: -2 }));
    expect(printPolicy(lagging.policy)).toBe('linear(1e-5, warmup=50)');
    expect(lagging).toMatchObject({ semantics: 'applied', skippedUpdates: 2 });
  });

  it('reads a sequence from the breaks in its trace', () => {
    const line = 'constant(0.1) until 20; linear(0.05) until 35; cosine(0.02)';
    expect(lineOf(logged(line, 50))).toBe(line);
  }, 60_000);

  it('says table only where no law fits', () => {
    const update = Array.from({ length: 24 }, (_, t) => t);
    const learningRate = update.map((t) => 0.1 + 0.05 * Math.sin(t * t));
    expect(lineOf({ update, learningRate, totalUpdates: 24 })).toMatch(/^table\(\[0: 0\.1, /);
  }, 60_000);

  it('refuses to guess a length that lies between two logged updates, and names it', () => {
    const refusalOf = (trace: LearningRateTrace) => {
      const fit = fitTrace(trace);
      return fit.ok ? null : fit.refusals.map(({ code, path }) => `${code} ${path}`);
    };
    expect(refusalOf(logged('step(0.1, factor=0.5, every=45)', 100, { every: 10 }))).toEqual([
      'trace.undetermined every',
    ]);
    expect(
      refusalOf(logged('constant(0.1, warmup=15, warmup-from=0.01, warmup-shape=constant)', 100, { every: 10 })),
    ).toEqual(['trace.undetermined learningRate']);
    // Where every update was logged nothing is left open.
    expect(lineOf(logged('step(0.1, factor=0.5, every=45)', 100))).toBe('step(0.1, factor=0.5, every=45)');
  });

  it('gives no table of a log with gaps, which would guess what lies between', () => {
    const update = Array.from({ length: 24 }, (_, index) => 3 * index);
    const learningRate = update.map((t) => 0.1 + 0.05 * Math.sin(t * t));
    expect(fitTrace({ update, learningRate, totalUpdates: 80 })).toMatchObject({
      refusals: [{ code: 'trace.undetermined', got: '24 of 80 updates' }],
    });
  });

  it('refuses what determines nothing, and names what is wrong', () => {
    const codeOf = (trace: LearningRateTrace) => {
      const fit = fitTrace(trace);
      return fit.ok ? null : fit.refusals.map(({ code, path }) => `${code} ${path}`);
    };
    expect(codeOf({ update: [5], learningRate: [0.1], totalUpdates: 100 })).toEqual(['trace.undetermined update']);
    expect(codeOf({ update: [0, 1], learningRate: [0.1], totalUpdates: null })).toEqual(['trace.shape learningRate']);
    expect(codeOf({ update: [0, 2, 1], learningRate: [1, 1, 1], totalUpdates: null })).toEqual([
      'trace.order update[2]',
    ]);
    expect(codeOf({ update: [0, 1, 2], learningRate: [1, -1, NaN], totalUpdates: null })).toEqual([
      'trace.non-finite learningRate[1]',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { largestLearningRateField, printPolicy } from '../policy/index.js';
import { valueOrThrow } from '../refusal/index.js';
import vectors from './sobol-vectors.json' with { type: 'json' };
import { type DrawRequest, drawPolicies, parseSpace, sobol, usualSpace } from './index.js';

const space = (...templates: readonly unknown[]) => valueOrThrow(parseSpace({ version: 1, templates }));
const COSINE = { law: 'cosine', peak: { log: [0.001, 0.1] } };
const draw = (templates: readonly unknown[], request: Partial<DrawRequest>) =>
  drawPolicies(space(...templates), { draw: 'grid', count: 3, seed: 0, most: 64, ...request });
const lines = (templates: readonly unknown[], request: Partial<DrawRequest>) =>
  valueOrThrow(draw(templates, request)).map(({ policy }) => printPolicy(policy));
const refusals = (input: unknown) => {
  const parsed = parseSpace(input);
  return parsed.ok ? [] : parsed.refusals.map(({ code, path }) => `${code} ${path}`);
};

describe('a grid', () => {
  it('spaces a log range evenly on its axis, both ends included, and takes every choice with every value', () => {
    expect(lines([COSINE], {})).toEqual(['cosine(1e-3)', 'cosine(0.01)', 'cosine(0.1)']);
    const warmup = { length: { ratio: { choice: [0.05, 0.1] } } };
    expect(lines([{ ...COSINE, warmup }], { count: 2 })).toEqual([
      'cosine(1e-3, warmup=5%)',
      'cosine(1e-3, warmup=10%)',
      'cosine(0.1, warmup=5%)',
      'cosine(0.1, warmup=10%)',
    ]);
  });

  it('never leaves the range by rounding', () => {
    const [low, high] = [0.0012349, 0.0123451];
    const drawn = valueOrThrow(draw([{ law: 'cosine', peak: { log: [low, high] } }], { count: 5 }));
    const heights = drawn.map(({ policy }) => largestLearningRateField(policy));
    expect(Math.min(...heights)).toBe(low);
    expect(Math.max(...heights)).toBeLessThanOrEqual(high);
  });

  it('is refused where it has more policies than are tried, before any is made', () => {
    const wide = Object.fromEntries(['low', 'high'].map((key) => [key, { log: [1e-3, 1] }]));
    const asked = draw([{ law: 'wave', shape: 'triangle', ...wide, length: { steps: 10 } }], { count: 1000 });
    expect(asked.ok ? null : asked.refusals[0]).toMatchObject({ code: 'space.too-large', path: 'templates' });
  });
});

describe('random and Sobol draws', () => {
  it.each(['random', 'sobol'] as const)(
    '%s: the same seed draws the same, another one others, each once and inside',
    (kind) => {
      const request = { draw: kind, count: 20, seed: 7 } as const;
      const drawn = lines([COSINE, { law: 'linear', initial: { linear: [0.1, 0.2] } }], request);
      expect(lines([COSINE, { law: 'linear', initial: { linear: [0.1, 0.2] } }], request)).toEqual(drawn);
      expect(lines([COSINE], { ...request, seed: 8 })).not.toEqual(lines([COSINE], request));
      expect(new Set(drawn).size).toBe(20);
      expect(drawn.filter((line) => line.startsWith('linear')).length).toBeGreaterThan(3);
      for (const { policy } of valueOrThrow(draw([COSINE], request))) {
        const { peak } = policy as unknown as { readonly peak: number };
        expect(peak).toBeGreaterThanOrEqual(0.001);
        expect(peak).toBeLessThanOrEqual(0.1);
      }
    },
  );

  it('give as many as there are where a space has fewer than are asked for', () => {
    expect(
      lines([{ law: 'constant', learningRate: { choice: [0.1, 0.2] } }], { draw: 'random', count: 5 }).toSorted(),
    ).toEqual(['constant(0.1)', 'constant(0.2)']);
  });

  it('leave out what a template does not allow, and refuse a template that allows nothing', () => {
    const wave = (low: number[], high: number[]) => ({
      ...{ law: 'wave', shape: 'triangle', length: { steps: 10 } },
      ...{ low: { log: low }, high: { log: high } },
    });
    expect(lines([wave([0.01, 1], [0.1, 0.2])], { draw: 'random', count: 5 })).toHaveLength(5);
    const asked = draw([COSINE, wave([1, 2], [0.1, 0.2])], {});
    expect(asked.ok ? null : asked.refusals.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'space.contradictory templates[1].high',
    ]);
  });
});

describe('parseSpace', () => {
  it('lists every bad parameter with its path', () => {
    expect(
      refusals({
        version: 1,
        templates: [
          { law: 'cosine', peak: { log: [0, 1] } },
          { law: 'sequence', phases: [{ policy: { law: 'constant', learningRate: { linear: [2, 1] } } }] },
          { law: 'constant', learningRate: { choice: [] } },
        ],
      }),
    ).toEqual([
      'space.parameter templates[0].peak',
      'space.parameter templates[1].phases[0].policy.learningRate',
      'space.parameter templates[2].learningRate',
    ]);
  });

  it('refuses an empty space, and what is none', () => {
    expect(refusals({ version: 1, templates: [] })).toEqual(['space.schema templates']);
    expect(refusals({ version: 2, templates: [COSINE] })).toEqual(['space.schema version']);
    expect(refusals(null)).toHaveLength(1);
  });

  it('reads the usual space, with the groups that a task’s policies carry', () => {
    const usual = valueOrThrow(
      parseSpace(usualSpace({ low: 1e-3, high: 0.1, groups: [{ name: 'lora-b', multiplier: 16 }] })),
    );
    const drawn = valueOrThrow(drawPolicies(usual, { draw: 'grid', count: 2, seed: 0, most: 64 }));
    expect(drawn.map(({ policy }) => printPolicy(policy))).toEqual([
      'cosine(1e-3, warmup=5%) with groups(lora-b=16)',
      'cosine(0.1, warmup=5%) with groups(lora-b=16)',
      'linear(1e-3, warmup=5%) with groups(lora-b=16)',
      'linear(0.1, warmup=5%) with groups(lora-b=16)',
    ]);
  });
});

describe('Sobol’s sequence', () => {
  it('is SciPy’s', () => {
    const sequence = sobol(16, []);
    const points = Array.from({ length: 1004 }, () => sequence.next().value);
    expect(points.slice(0, 16)).toEqual(vectors.first);
    expect(points.slice(1000)).toEqual(vectors.from1000);
  });

  it('is refused beyond the dimensions that are known', () => {
    expect(() => sobol(17, []).next()).toThrow(/1 to 16/);
  });
});

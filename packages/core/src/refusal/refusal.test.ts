import { describe, expect, it } from 'vitest';
import { accepted, RefusedError, refused, type Refusal, shown, valueOrThrow } from './index.js';

const refusal = (path: string): Refusal => ({
  code: 'policy.wrong-type',
  path,
  expected: 'a number',
  got: 'nothing',
  message: `${path} is wrong.`,
});

describe('a parsed input', () => {
  it('gives its value, or throws with every refusal', () => {
    expect(valueOrThrow(accepted(3))).toBe(3);
    const both = [refusal('a'), refusal('b')];
    const thrown = () => valueOrThrow(refused(...both));
    expect(thrown).toThrow(RefusedError);
    expect(thrown).toThrow('a is wrong.\nb is wrong.');
    expect(thrown).toThrow(expect.objectContaining({ refusals: both }) as Error);
  });
});

describe('what came, shown in a line', () => {
  it('is its JSON where that is short', () => {
    for (const value of [null, true, 0.1, 1e21, 'a "b"', [1, [2]], { a: { b: [null] }, c: 'd' }]) {
      expect(shown(value)).toBe(JSON.stringify(value));
    }
  });

  it('has words for what JSON has none for', () => {
    expect([undefined, NaN, -Infinity, Symbol('x'), () => 1, 1n].map(shown)).toEqual([
      'nothing',
      'NaN',
      '-Infinity',
      'symbol',
      'function',
      'bigint',
    ]);
  });

  it('is cut at 80 characters', () => {
    expect(shown('x'.repeat(1000))).toBe(`"${'x'.repeat(78)}…`);
    expect(shown(Array.from({ length: 1000 }, () => 0))).toHaveLength(80);
  });

  it('does not go to the bottom of a deep value, nor round a circle', () => {
    const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 0);
    expect(shown(deep)).toBe('[[[[…]]]]');
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(shown(circle)).toBe('{"self":{"self":{"self":{"self":…}}}}');
  });
});

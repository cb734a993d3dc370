import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('sorts keys by UTF-16 code units at every depth', () => {
    expect(canonicalJson({ b: { z: 1, a: 2 }, a: [{ d: 1, c: 2 }], B: 0 })).toBe(
      '{"B":0,"a":[{"c":2,"d":1}],"b":{"a":2,"z":1}}',
    );
    expect(canonicalJson({ '\u{ffff}': 1, '\u{1f600}': 2 })).toBe('{"\u{1f600}":2,"\u{ffff}":1}');
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([3, 1, 2])).toBe('[3,1,2]');
  });

  it('sorts keys that look like numbers as text', () => {
    expect(canonicalJson({ 10: 'ten', 9: 'nine' })).toBe('{"10":"ten","9":"nine"}');
  });

  it('leaves out keys without a value and keeps null', () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('writes negative zero as 0', () => {
    expect(canonicalJson([-0])).toBe('[0]');
  });

  it('escapes only what RFC 8785 escapes', () => {
    expect(canonicalJson('\b\t\n\f\r"\\/\u0001\u007fé')).toBe('"\\b\\t\\n\\f\\r\\"\\\\/\\u0001\u007fé"');
  });

  it.each([
    ['NaN', NaN],
    ['an infinity', [-Infinity]],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['a function', () => 1],
    ['a bigint', 1n],
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['a hole in a list', Object.assign(new Array<number>(2), { 0: 1 })],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['bytes', new Uint8Array(2)],
    ['a hundred thousand levels', Array.from({ length: 100_000 }).reduce<unknown>((inner) => [inner], 0)],
  ])('refuses %s', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('is read back as the same value, and written again as the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 3 },
    );
  });
});

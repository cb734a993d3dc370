import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from './base64url.js';

/** RFC 4648 section 10, without its padding. */
const RFC_4648 = [
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
] as const;

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

describe('base64url', () => {
  it.each(RFC_4648)('writes and reads the vector of RFC 4648 for "%s"', (text, encoded) => {
    expect(toBase64url(bytesOf(text))).toBe(encoded);
    expect(fromBase64url(encoded)).toEqual(bytesOf(text));
  });

  it('uses - and _ where base64 has + and /', () => {
    expect(toBase64url(Uint8Array.of(0xfb, 0xff))).toBe('-_8');
  });

  it.each([
    ['padding', 'Zg=='],
    ['the alphabet of plain base64', '+/8'],
    ['a length that no bytes have', 'Zm9vY'],
    ['bits behind the last byte', 'Zh'],
    ['white space', 'Zm9v\n'],
    ['a letter outside ASCII', 'Zm9é'],
  ])('refuses %s', (_what, text) => {
    expect(fromBase64url(text)).toBeNull();
  });

  it('reads back any bytes, and no two texts as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
      }),
      { seed: 1 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'Q', 'g', 'w', '-', '_'), maxLength: 12 }), (text) => {
        const bytes = fromBase64url(text);
        expect(bytes === null ? text : toBase64url(bytes)).toBe(text);
      }),
      { seed: 2 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { digestBytes, digestJson, digestText, isHash, shortHash } from './digest.js';

// FIPS 180-4: the digests of the empty message and of "abc".
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('digests', () => {
  it('are SHA-256 in lower-case hex', () => {
    expect(digestBytes(new Uint8Array())).toBe(EMPTY);
    expect(digestText('abc')).toBe(ABC);
    expect(digestBytes(Uint8Array.of(97, 98, 99))).toBe(ABC);
  });

  it('take a text by its UTF-8 bytes', () => {
    expect(digestText('€')).toBe(digestBytes(Uint8Array.of(0xe2, 0x82, 0xac)));
  });

  it('do not depend on the order of keys', () => {
    expect(digestJson({ a: 1, b: 2 })).toBe(digestJson({ b: 2, a: 1 }));
    expect(digestJson({ a: 1, b: 2 })).toBe(digestText('{"a":1,"b":2}'));
    expect(digestJson([1, 2])).not.toBe(digestJson([2, 1]));
  });

  it('are recognised by 64 lower-case hex digits and nothing else', () => {
    expect(isHash(ABC)).toBe(true);
    for (const other of [ABC.toUpperCase(), ABC.slice(1), `${ABC}0`, `${ABC}\n`, `g${ABC.slice(1)}`, 1, null]) {
      expect(isHash(other)).toBe(false);
    }
  });

  it('are shown by their first 12 digits', () => {
    expect(shortHash(ABC)).toBe('ba7816bf8f01');
  });
});

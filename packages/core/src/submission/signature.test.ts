import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { digestBytes, fromBase64url, toBase64url } from '../canonical/index.js';
import { isSignatureOf, keyIdOf, loginSigningInput, submissionSigningInput } from './index.js';
import { keyPairFrom, signBytes } from './sign.js';

/** RFC 8032 section 7.1, TEST 1 to 3. */
const RFC_8032 = [
  {
    secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    secret: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];
const base64url = (hex: string) => toBase64url(hexToBytes(hex));
const keys = keyPairFrom(new Uint8Array(32).fill(3));

describe('Ed25519', () => {
  it.each(RFC_8032)('signs and verifies the RFC’s message "$message"', ({ secret, publicKey, message, signature }) => {
    const pair = keyPairFrom(hexToBytes(secret));
    expect(pair.publicKey).toBe(base64url(publicKey));
    expect(signBytes(hexToBytes(message), pair.secretKey)).toBe(base64url(signature));
    expect(isSignatureOf(hexToBytes(message), base64url(signature), base64url(publicKey))).toBe(true);
  });

  it('is nobody’s where one bit of it, of the text or of the key is another', () => {
    const input = submissionSigningInput('{}');
    const signature = signBytes(input, keys.secretKey);
    const flipped = fromBase64url(signature)!;
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    expect(isSignatureOf(input, toBase64url(flipped), keys.publicKey)).toBe(false);
    expect(isSignatureOf(submissionSigningInput('[]'), signature, keys.publicKey)).toBe(false);
    expect(isSignatureOf(input, signature, keyPairFrom(new Uint8Array(32).fill(4)).publicKey)).toBe(false);
  });

  it('is false, and does not throw, for anything malformed', () => {
    const input = submissionSigningInput('{}');
    for (const [signature, publicKey] of [
      ['', ''],
      ['!!!', keys.publicKey],
      [toBase64url(new Uint8Array(63)), keys.publicKey],
      [toBase64url(new Uint8Array(64)), toBase64url(new Uint8Array(32).fill(255))],
      [toBase64url(new Uint8Array(64).fill(255)), keys.publicKey],
    ] as const) {
      expect(isSignatureOf(input, signature, publicKey)).toBe(false);
    }
  });

  it('refuses a secret key of another length', () => {
    expect(() => signBytes(new Uint8Array(), 'AA')).toThrow(TypeError);
    expect(() => keyPairFrom(new Uint8Array(31))).toThrow(TypeError);
  });
});

describe('what a signature is for', () => {
  it('begins each purpose with its own line', () => {
    expect(submissionSigningInput('{}')).toEqual(utf8ToBytes('ratebook-submission/1\n{}'));
    expect(loginSigningInput('http://127.0.0.1:4000', 'n0nce')).toEqual(
      utf8ToBytes('ratebook-login/1 http://127.0.0.1:4000 n0nce\n'),
    );
  });

  it('serves no other purpose, no other registry and no other challenge', () => {
    const login = signBytes(loginSigningInput('https://a.example', 'nonce-1'), keys.secretKey);
    const holds = (input: Uint8Array) => isSignatureOf(input, login, keys.publicKey);
    expect(holds(loginSigningInput('https://a.example', 'nonce-1'))).toBe(true);
    expect(holds(loginSigningInput('https://b.example', 'nonce-1'))).toBe(false);
    expect(holds(loginSigningInput('https://a.example', 'nonce-2'))).toBe(false);
    expect(holds(submissionSigningInput('https://a.example nonce-1'))).toBe(false);
    expect(holds(submissionSigningInput('ratebook-login/1 https://a.example nonce-1\n'))).toBe(false);
  });

  it('names a key by the SHA-256 of its raw bytes', () => {
    expect(keyIdOf(keys.publicKey)).toBe(digestBytes(fromBase64url(keys.publicKey)!));
    expect(keyIdOf('AA')).toBeNull();
    expect(keyIdOf('not base64url!')).toBeNull();
  });
});

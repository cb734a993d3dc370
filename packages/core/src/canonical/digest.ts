import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.js';

/** SHA-256 as 64 lower-case hex digits. */
export type Hash = string & { readonly __brand: 'Hash' };

export const HASH_PATTERN = /^[0-9a-f]{64}$/;

export function isHash(value: unknown): value is Hash {
  return typeof value === 'string' && HASH_PATTERN.test(value);
}

/** SHA-256 of bytes. */
export function digestBytes(bytes: Uint8Array): Hash {
  return bytesToHex(sha256(bytes)) as Hash;
}

/** SHA-256 of a text's UTF-8 bytes. */
export function digestText(text: string): Hash {
  return digestBytes(utf8ToBytes(text));
}

/** SHA-256 of a value's canonical JSON: the identity of every document in Ratebook. */
export function digestJson(value: unknown): Hash {
  return digestText(canonicalJson(value));
}

/** The first 12 digits: how a hash is shown. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

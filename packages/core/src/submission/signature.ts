import { ed25519 } from '@noble/curves/ed25519.js';
import { digestBytes, fromBase64url, type Hash } from '../canonical/index.js';

const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** The id of a key: SHA-256 of its raw public bytes. Null where the text is not a public key. */
export function keyIdOf(publicKey: string): Hash | null {
  const bytes = fromBase64url(publicKey);
  return bytes?.length === PUBLIC_KEY_BYTES ? digestBytes(bytes) : null;
}

/** Whether `signature` (base64url) is the key's over `input`. False for anything malformed; never throws. */
export function isSignatureOf(input: Uint8Array, signature: string, publicKey: string): boolean {
  const [key, bytes] = [fromBase64url(publicKey), fromBase64url(signature)];
  if (key?.length !== PUBLIC_KEY_BYTES || bytes?.length !== SIGNATURE_BYTES) return false;
  try {
    return ed25519.verify(bytes, input, key, { zip215: false });
  } catch {
    // noble throws for points that are not on the curve: no signature of anybody's.
    return false;
  }
}

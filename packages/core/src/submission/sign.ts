import { ed25519 } from '@noble/curves/ed25519.js';
import { fromBase64url, toBase64url } from '../canonical/index.js';

const SECRET_KEY_BYTES = 32;

/** The Ed25519 signature over `input`, base64url. `secretKey` is base64url of the 32 raw bytes. */
export function signBytes(input: Uint8Array, secretKey: string): string {
  const secret = fromBase64url(secretKey);
  if (secret?.length !== SECRET_KEY_BYTES) throw new TypeError('A secret key is base64url of 32 bytes.');
  return toBase64url(ed25519.sign(input, secret));
}

/** A key pair from 32 random bytes that the caller drew. */
export function keyPairFrom(secret: Uint8Array): { readonly secretKey: string; readonly publicKey: string } {
  if (secret.length !== SECRET_KEY_BYTES) throw new TypeError('A secret key has 32 bytes.');
  return { secretKey: toBase64url(secret), publicKey: toBase64url(ed25519.getPublicKey(secret)) };
}

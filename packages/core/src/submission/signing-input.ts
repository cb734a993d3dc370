import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The bytes that a signature is over. Each purpose has its own first line, so that a signature for one purpose or one
 * registry serves no other (contracts.md 4).
 */
export function submissionSigningInput(text: string): Uint8Array {
  return utf8ToBytes(`ratebook-submission/1\n${text}`);
}

/** `origin` is the registry's own, as the runner knows it: scheme, host and port. */
export function loginSigningInput(origin: string, nonce: string): Uint8Array {
  return utf8ToBytes(`ratebook-login/1 ${origin} ${nonce}\n`);
}

import { isSignatureOf, keyIdOf, submissionSigningInput } from '../../submission/index.js';
import { type Check, EVERY_STANDING } from '../check.js';
import { isLater } from '../instant.js';
import { failed, passed } from '../verdict.js';

export const signatureHolds: Check = {
  id: 'S01',
  title: 'Signature',
  level: 1,
  version: '1',
  doesNotProve: 'That the key was not stolen, or that its owner did the training.',
  requiredFor: EVERY_STANDING,
  check: ({ evidence }) => {
    const threshold = 'Ed25519 over the exact text, by a key enrolled to the account and not revoked at receipt';
    const { key, account, signature, text, keyId, receivedAt } = evidence;
    const shown = `key ${keyId.slice(0, 12)}`;
    if (key === null) return failed(shown, threshold, 'The key is enrolled for nobody: sign in with it first.');
    if (keyIdOf(key.publicKey) !== keyId)
      return failed(shown, threshold, 'The key id is not the digest of the enrolled key.');
    if (key.account !== account)
      return failed(shown, threshold, `The key belongs to ${key.account}, the submission came from ${account}.`);
    if (key.revokedAt !== null && !isLater(key.revokedAt, receivedAt))
      return failed(shown, threshold, `The key was revoked at ${key.revokedAt}; the submission came at ${receivedAt}.`);
    if (!isSignatureOf(submissionSigningInput(text), signature, key.publicKey)) {
      return failed(shown, threshold, 'The signature does not belong to this text and key.');
    }
    return passed(shown, threshold);
  },
};

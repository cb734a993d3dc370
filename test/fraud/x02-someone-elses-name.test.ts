import { FORGED_KEYS, forgeEvaluation } from '@ratebook/core/testing';
import { keyPairFrom } from '@ratebook/core/submission/sign';
import { describe, expect, it } from 'vitest';
import { limitOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const mallory = keyPairFrom(new Uint8Array(32).fill(66));

describe('X02 someone else’s name on a result', () => {
  it('a result signed by another’s key is caught by S01', () => {
    const forged = forgeEvaluation(mallory).afterSigning(({ key }) => ({ key: key && { ...key, account: 'mallory' } }));
    expect(outcomeOf(forged)).toEqual(rejectedBy(0, 'S01'));
  });

  it('a result under the victim’s key id is caught by S01: the signature is not the victim’s', () => {
    const victim = forgeEvaluation();
    const forged = forgeEvaluation(mallory).afterSigning(() => ({
      keyId: victim.keyId,
      key: { publicKey: FORGED_KEYS.publicKey, account: 'ada', revokedAt: null },
    }));
    expect(outcomeOf(forged)).toEqual(rejectedBy(0, 'S01'));
  });

  it('a stolen key is not caught, and the report says so', () => {
    expect(outcomeOf(forgeEvaluation())).toEqual(NOT_CAUGHT);
    expect(limitOf('S01', forgeEvaluation())).toContain('not stolen');
  });
});

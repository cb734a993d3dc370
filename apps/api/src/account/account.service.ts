import { digestText } from '@ratebook/core/canonical';
import { accepted, type Parsed, type Refusal, refused, shown } from '@ratebook/core/refusal';
import { isSignatureOf, keyIdOf, loginSigningInput } from '@ratebook/core/submission';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Sql } from '../database/client.js';
import type { Events } from '../events.js';
import { type RunnerKeyRecord, RunnerKeyStore } from '../runner-key/runner-key.store.js';
import { type AccountRecord, AccountStore, type ChallengeRecord } from './account.store.js';

const CHALLENGE_LIFE_MS = 10 * 60_000;
const SESSION_LIFE_MS = 24 * 3_600_000;
const HANDLE_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])$/;

/** Who sent a request. */
export interface Viewer extends AccountRecord {
  readonly keyId: string;
}

export interface SignedIn {
  /** Shown once; only its digest is kept. */
  readonly token: string;
  readonly expiresAt: Date;
  readonly account: AccountRecord;
}

/** Handles, keys and sign-in by proof of possession (contracts.md 6). */
export class AccountService {
  readonly #sql: Sql;
  readonly #accounts: AccountStore;
  readonly #clock: Clock;
  readonly #events: Events;
  /** What a runner signs beside the nonce, so that a signature made for another registry is none here. */
  readonly #origin: string;

  constructor(sql: Sql, clock: Clock, events: Events, origin: string) {
    this.#sql = sql;
    this.#accounts = new AccountStore(sql);
    this.#clock = clock;
    this.#events = events;
    this.#origin = origin;
  }

  async requestChallenge(handle: string, publicKey: string): Promise<Parsed<ChallengeRecord & { origin: string }>> {
    const keyId = keyIdOf(publicKey);
    const refusals = [
      ...(HANDLE_PATTERN.test(handle) ? [] : [invalidHandle(handle)]),
      ...(keyId === null ? [invalidKey(publicKey)] : []),
    ];
    if (keyId === null || refusals.length > 0) return refused(...refusals);
    const clash = await this.#clash(handle, keyId);
    if (clash) return refused(clash);
    const now = this.#clock();
    const challenge = {
      nonce: randomBytes(24).toString('base64url'),
      handle,
      publicKey,
      expiresAt: new Date(now.getTime() + CHALLENGE_LIFE_MS),
    };
    await this.#accounts.insertChallenge(challenge, now);
    return accepted({ ...challenge, origin: this.#origin });
  }

  /** Answers a challenge. The first sign-in with a free handle registers it. */
  async signIn(nonce: string, signature: string): Promise<Parsed<SignedIn>> {
    const now = this.#clock();
    const challenge = await this.#accounts.takeChallenge(nonce, now);
    if (!challenge) return refused(unknownChallenge(nonce));
    if (!isSignatureOf(loginSigningInput(this.#origin, nonce), signature, challenge.publicKey))
      return refused(this.#wrongSignature(signature));
    const keyId = keyIdOf(challenge.publicKey) ?? '';
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + SESSION_LIFE_MS);
    return this.#sql.begin(async (transaction): Promise<Parsed<SignedIn>> => {
      const clash = await this.#clash(challenge.handle, keyId);
      if (clash) return refused(clash);
      const store = new AccountStore(transaction);
      const account = await store.findOrInsert(challenge.handle, now);
      // Whoever holds the handle proved it with an enrolled key; another key joins by addKey only.
      if (!account.isNew && !(await new RunnerKeyStore(transaction).find(keyId)))
        return refused(takenHandle(challenge.handle));
      const key = await new RunnerKeyStore(transaction).findOrInsert(
        { id: keyId, publicKey: challenge.publicKey, accountId: account.id },
        now,
      );
      if (key.accountId !== account.id) return refused(takenKey(keyId));
      await store.insertSession({ tokenHash: digestText(token), accountId: account.id, keyId, expiresAt }, now);
      this.#events.signedIn(account.handle, account.isNew);
      return accepted({ token, expiresAt, account });
    });
  }

  /** The viewer of a bearer token, or null where it is none of ours or no longer good. */
  findViewer(token: string): Promise<Viewer | null> {
    return this.#accounts.findBySession(digestText(token), this.#clock());
  }

  /** Enrols a second key: a signed-in account, and a challenge signed by the new key. */
  async addKey(
    viewer: Viewer,
    added: { readonly publicKey: string; readonly nonce: string; readonly signature: string },
  ): Promise<Parsed<RunnerKeyRecord>> {
    const keyId = keyIdOf(added.publicKey);
    if (keyId === null) return refused(invalidKey(added.publicKey));
    const now = this.#clock();
    const challenge = await this.#accounts.takeChallenge(added.nonce, now);
    if (challenge?.publicKey !== added.publicKey || challenge.handle !== viewer.handle)
      return refused(unknownChallenge(added.nonce));
    if (!isSignatureOf(loginSigningInput(this.#origin, added.nonce), added.signature, added.publicKey))
      return refused(this.#wrongSignature(added.signature));
    const key = await new RunnerKeyStore(this.#sql).findOrInsert(
      { id: keyId, publicKey: added.publicKey, accountId: viewer.id },
      now,
    );
    if (key.accountId !== viewer.id) return refused(takenKey(keyId));
    if (key.revokedAt !== null) return refused(revokedKey(keyId, key.revokedAt));
    this.#events.keyAdded(viewer.handle, keyId);
    return accepted(key);
  }

  /** Revokes a key of the viewer's own, or of anybody's where the viewer is a steward. Its sessions end at once. */
  async revokeKey(viewer: Viewer, keyId: string): Promise<Parsed<RunnerKeyRecord>> {
    const keys = new RunnerKeyStore(this.#sql);
    const key = await keys.find(keyId);
    if (!key || (key.accountId !== viewer.id && !viewer.isSteward)) return refused(unknownKey(keyId));
    const revoked = await keys.revoke(keyId, this.#clock());
    this.#events.keyRevoked(viewer.handle, keyId);
    return accepted(revoked ?? key);
  }

  /** Why this handle and this key cannot belong together, or null. A new key of a known handle is added by addKey. */
  async #clash(handle: string, keyId: string): Promise<Refusal | null> {
    const [account, key] = await Promise.all([
      this.#accounts.findByHandle(handle),
      new RunnerKeyStore(this.#sql).find(keyId),
    ]);
    if (key && key.revokedAt !== null) return revokedKey(keyId, key.revokedAt);
    if (key && key.accountId !== account?.id) return takenKey(keyId);
    return null;
  }

  #wrongSignature(signature: string): Refusal {
    return {
      code: 'signature.invalid',
      path: 'signature',
      expected: `an Ed25519 signature over "ratebook-login/1 ${this.#origin} <nonce>" and a line feed, base64url`,
      got: shown(signature),
      message: `The signature is not this key's over the challenge of ${this.#origin}.`,
    };
  }
}

const invalidHandle = (handle: string): Refusal => ({
  code: 'handle.invalid',
  path: 'handle',
  expected: '2 to 32 lower-case letters, digits or hyphens, no hyphen at either end',
  got: shown(handle),
  message: `A handle has 2 to 32 lower-case letters, digits or hyphens; got ${shown(handle)}.`,
});

const takenHandle = (handle: string): Refusal => ({
  code: 'handle.taken',
  path: 'handle',
  expected: 'a handle that is free, or a key that its account has enrolled',
  got: shown(handle),
  message: `The handle ${handle} belongs to another key. Sign in with that one and add this key, or take another handle.`,
});

const invalidKey = (publicKey: string): Refusal => ({
  code: 'key.unknown',
  path: 'publicKey',
  expected: 'the 32 bytes of an Ed25519 public key as base64url',
  got: shown(publicKey),
  message: 'The public key is not base64url of 32 bytes.',
});

const unknownChallenge = (nonce: string): Refusal => ({
  code: 'challenge.expired',
  path: 'nonce',
  expected: 'the nonce of a challenge less than ten minutes old and not yet answered',
  got: shown(nonce),
  message: 'The challenge is unknown, was answered already or has expired. Ask for a new one.',
});

const takenKey = (keyId: string): Refusal => ({
  code: 'key.taken',
  path: 'publicKey',
  expected: 'a key that no other account has enrolled',
  got: shown(keyId),
  message: 'The key is enrolled for another account.',
});

const revokedKey = (keyId: string, at: Date): Refusal => ({
  code: 'key.revoked',
  path: 'publicKey',
  expected: 'a key that was not revoked',
  got: shown(keyId),
  message: `The key was revoked at ${at.toISOString()}.`,
});

const unknownKey = (keyId: string): Refusal => ({
  code: 'key.unknown',
  path: 'keyId',
  expected: 'the id of a key of your account',
  got: shown(keyId),
  message: 'Your account has no such key.',
});

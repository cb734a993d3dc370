import type { Connection } from '../database/client.js';

export interface AccountRecord {
  readonly id: number;
  readonly handle: string;
  readonly isSteward: boolean;
  readonly createdAt: Date;
}

export interface ChallengeRecord {
  readonly nonce: string;
  readonly handle: string;
  readonly publicKey: string;
  readonly expiresAt: Date;
}

/** Accounts, their sessions and the challenges that wait for a signature. */
export class AccountStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  async findByHandle(handle: string): Promise<AccountRecord | null> {
    const rows = await this.#sql<AccountRecord[]>`
      select id, handle, is_steward as "isSteward", created_at as "createdAt" from account where handle = ${handle}`;
    return rows[0] ?? null;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly AccountRecord[]> {
    return this.#sql<AccountRecord[]>`
      select id, handle, is_steward as "isSteward", created_at as "createdAt" from account
      where id = any(${ids as number[]}::bigint[])`;
  }

  /** The account of a handle, made where there is none; `isNew` says which. */
  async findOrInsert(handle: string, now: Date): Promise<AccountRecord & { readonly isNew: boolean }> {
    const inserted = await this.#sql<AccountRecord[]>`
      insert into account (handle, created_at) values (${handle}, ${now}) on conflict (handle) do nothing
      returning id, handle, is_steward as "isSteward", created_at as "createdAt"`;
    if (inserted[0]) return { ...inserted[0], isNew: true };
    const found = await this.findByHandle(handle);
    if (!found) throw new Error(`The account ${handle} was neither inserted nor found.`);
    return { ...found, isNew: false };
  }

  async markSteward(accountId: number): Promise<void> {
    await this.#sql`update account set is_steward = true where id = ${accountId}`;
  }

  async insertChallenge(challenge: ChallengeRecord, now: Date): Promise<void> {
    await this.#sql`delete from challenge where expires_at < ${now}`;
    await this.#sql`
      insert into challenge (nonce, handle, public_key, expires_at)
      values (${challenge.nonce}, ${challenge.handle}, ${challenge.publicKey}, ${challenge.expiresAt})`;
  }

  /** Takes a challenge away, so that it can be answered once. */
  async takeChallenge(nonce: string, now: Date): Promise<ChallengeRecord | null> {
    const rows = await this.#sql<ChallengeRecord[]>`
      delete from challenge where nonce = ${nonce} and expires_at >= ${now}
      returning nonce, handle, public_key as "publicKey", expires_at as "expiresAt"`;
    return rows[0] ?? null;
  }

  async insertSession(session: { tokenHash: string; accountId: number; keyId: string; expiresAt: Date }, now: Date) {
    await this.#sql`delete from session where expires_at < ${now}`;
    await this.#sql`
      insert into session (token_hash, account_id, key_id, expires_at)
      values (${session.tokenHash}, ${session.accountId}, ${session.keyId}, ${session.expiresAt})`;
  }

  /** The account of a token that is still good, whose key has not been revoked since. */
  async findBySession(tokenHash: string, now: Date): Promise<(AccountRecord & { readonly keyId: string }) | null> {
    const rows = await this.#sql<(AccountRecord & { keyId: string })[]>`
      select a.id, a.handle, a.is_steward as "isSteward", a.created_at as "createdAt", s.key_id as "keyId"
      from session s join account a on a.id = s.account_id join runner_key k on k.key_id = s.key_id
      where s.token_hash = ${tokenHash} and s.expires_at > ${now} and k.revoked_at is null`;
    return rows[0] ?? null;
  }

  async countsOf(accountId: number, now: Date) {
    const rows = await this.#sql<{ submissionCount: number; openTickets: number; expiredTickets: number }[]>`
      select (select count(*) from submission where account_id = ${accountId}) as "submissionCount",
        count(*) filter (where used_at is null and expires_at > ${now}) as "openTickets",
        count(*) filter (where used_at is null and expires_at <= ${now}) as "expiredTickets"
      from ticket where account_id = ${accountId}`;
    return rows[0] ?? { submissionCount: 0, openTickets: 0, expiredTickets: 0 };
  }
}

import type { Connection } from '../database/client.js';

export interface RunnerKeyRecord {
  /** The inner key. */
  readonly rowId: number;
  /** SHA-256 of the raw public key. */
  readonly id: string;
  readonly publicKey: string;
  readonly accountId: number;
  readonly addedAt: Date;
  readonly revokedAt: Date | null;
}

export class RunnerKeyStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  async find(keyId: string): Promise<RunnerKeyRecord | null> {
    const rows = await this.#sql<RunnerKeyRecord[]>`
      select id as "rowId", key_id as id, public_key as "publicKey", account_id as "accountId",
        added_at as "addedAt", revoked_at as "revokedAt"
      from runner_key where key_id = ${keyId}`;
    return rows[0] ?? null;
  }

  findOfAccount(accountId: number): Promise<readonly RunnerKeyRecord[]> {
    return this.#sql<RunnerKeyRecord[]>`
      select id as "rowId", key_id as id, public_key as "publicKey", account_id as "accountId",
        added_at as "addedAt", revoked_at as "revokedAt"
      from runner_key where account_id = ${accountId} order by runner_key.id`;
  }

  /** Enrols a key; where it is enrolled already nothing changes and the first enrolment is returned. */
  async findOrInsert(key: { id: string; publicKey: string; accountId: number }, now: Date): Promise<RunnerKeyRecord> {
    await this.#sql`
      insert into runner_key (key_id, public_key, account_id, added_at)
      values (${key.id}, ${key.publicKey}, ${key.accountId}, ${now}) on conflict (key_id) do nothing`;
    const found = await this.find(key.id);
    if (!found) throw new Error('A key was neither inserted nor found.');
    return found;
  }

  async revoke(keyId: string, now: Date): Promise<RunnerKeyRecord | null> {
    await this.#sql`update runner_key set revoked_at = ${now} where key_id = ${keyId} and revoked_at is null`;
    await this.#sql`delete from session where key_id = ${keyId}`;
    return this.find(keyId);
  }
}

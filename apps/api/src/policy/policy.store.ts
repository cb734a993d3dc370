import { type Page, type PageRequest, toPage } from '../database/cursor.js';
import type { Connection } from '../database/client.js';

/** A policy as the registry keeps it: its normal form and what is derived from it. */
export interface PolicyFacts {
  readonly hash: string;
  readonly shapeHash: string;
  readonly law: string;
  readonly notation: string;
  /** The largest learning-rate field of the document. */
  readonly largestLearningRate: number | null;
  readonly document: unknown;
}

export interface PolicyRecord extends PolicyFacts {
  readonly id: number;
}

export const POLICY_LIST = 'policies';
/** A policy takes about a kilobyte. */
const KEPT_POLICIES = 2_000;

export class PolicyStore {
  readonly #sql: Connection;
  readonly #kept = new Map<number, PolicyRecord>();

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #columns() {
    return this.#sql`id, hash, shape_hash as "shapeHash", law, notation,
      largest_learning_rate as "largestLearningRate", document`;
  }

  /** The policy of a whole hash, or of its first digits (12 or more) where only one begins so. */
  async findByHash(hash: string): Promise<PolicyRecord | null> {
    if (!/^[0-9a-f]{12,64}$/.test(hash)) return null;
    const rows = await this.#sql<PolicyRecord[]>`
      select ${this.#columns()} from policy where hash >= ${hash} and hash <= ${`${hash}g`} order by hash limit 2`;
    return rows.length === 1 ? (rows[0] ?? null) : null;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly PolicyRecord[]> {
    return this.#sql<PolicyRecord[]>`
      select ${this.#columns()} from policy where id = any(${ids as number[]}::bigint[])`;
  }

  /**
   * The same for pages, which show the same policies again and again: a policy is its hash, so its record never changes
   * and is kept.
   */
  async findManyKept(ids: readonly number[]): Promise<readonly PolicyRecord[]> {
    const known = ids.flatMap((id) => this.known(id) ?? []);
    if (known.length === ids.length) return known;
    const found = await this.findManyByIds(ids);
    if (this.#kept.size + found.length > KEPT_POLICIES) this.#kept.clear();
    for (const policy of found) this.#kept.set(policy.id, policy);
    return found;
  }

  /** A policy that is kept. */
  known(id: number): PolicyRecord | undefined {
    return this.#kept.get(id);
  }

  async findOrInsert(policy: PolicyFacts): Promise<PolicyRecord> {
    await this.#sql`
      insert into policy (hash, shape_hash, law, notation, largest_learning_rate, document)
      values (${policy.hash}, ${policy.shapeHash}, ${policy.law}, ${policy.notation}, ${policy.largestLearningRate},
        ${this.#sql.json(policy.document as never)})
      on conflict (hash) do nothing`;
    const found = await this.findByHash(policy.hash);
    if (!found) throw new Error('A policy was neither inserted nor found.');
    return found;
  }

  async list(law: string | null, request: PageRequest): Promise<Page<PolicyRecord>> {
    const rows = await this.#sql<PolicyRecord[]>`
      select ${this.#columns()} from policy
      where (${law}::text is null or law = ${law}) and id > ${request.after?.[0] ?? 0}
      order by id limit ${request.first + 1}`;
    return toPage(POLICY_LIST, request, rows, (row) => [row.id]);
  }
}

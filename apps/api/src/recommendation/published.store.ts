import type { Connection } from '../database/client.js';

/** Tells whether what is published about a model is still what was read. */
export class PublishedStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  /**
   * A text that changes with every write to a model's citations: how many there are, and the sum of the transactions that
   * wrote them last (PostgreSQL's xmin).
   */
  async versionOf(modelId: number): Promise<string> {
    const [row] = await this.#sql<{ version: string }[]>`
      select count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0) as version from citation
      where model_id = ${modelId}`;
    return row?.version ?? '';
  }
}

import type { Connection } from '../database/client.js';

export interface RegistryCounts {
  readonly models: number;
  readonly tasks: number;
  readonly policies: number;
  readonly runs: number;
  readonly citations: number;
  readonly landscapeRuns: number;
}

/** How much the registry holds. */
export class CountStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  async all(): Promise<RegistryCounts> {
    const [row] = await this.#sql<RegistryCounts[]>`
      select (select count(*) from model) as models, (select count(*) from task where opened_at is not null) as tasks,
        (select count(*) from policy) as policies,
        (select coalesce(sum(run_count), 0) from task) as runs,
        (select count(*) from citation) as citations,
        (select coalesce(sum(run_count), 0) from landscape) as "landscapeRuns"`;
    if (!row) throw new Error('A count gave no row.');
    return row;
  }
}

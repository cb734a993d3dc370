import type { Landscape } from '@ratebook/core/citation';
import type { Connection } from '../database/client.js';

export interface LandscapeRecord {
  readonly slug: string;
  readonly runCount: number;
  readonly document: Landscape;
}

export class LandscapeStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  async upsert(landscape: LandscapeRecord & { readonly modelId: number }): Promise<void> {
    await this.#sql`
      insert into landscape (slug, model_id, run_count, document)
      values (${landscape.slug}, ${landscape.modelId}, ${landscape.runCount},
        ${this.#sql.json(landscape.document)})
      on conflict (slug) do update set model_id = excluded.model_id, run_count = excluded.run_count,
        document = excluded.document`;
  }

  findOfModel(modelId: number): Promise<readonly LandscapeRecord[]> {
    return this.#sql<LandscapeRecord[]>`
      select slug, run_count as "runCount", document from landscape where model_id = ${modelId} order by slug`;
  }
}

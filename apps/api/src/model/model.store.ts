import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';

export interface ModelFacts {
  readonly slug: string;
  readonly name: string;
  readonly family: string | null;
  readonly parameterCount: number | null;
  readonly aliases: readonly string[];
}

export interface ModelRecord extends ModelFacts {
  readonly id: number;
}

export const MODEL_LIST = 'models';

export class ModelStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #select() {
    return this.#sql`
      select m.id, m.slug, m.name, m.family, m.parameter_count as "parameterCount",
        coalesce((select array_agg(a.alias order by a.alias) from model_alias a
          where a.model_id = m.id and a.alias <> m.slug and a.alias <> m.name), '{}') as aliases
      from model m`;
  }

  /** By slug, name, hub id or another alias, in any case; a hub id is also tried without its owner. */
  async find(name: string): Promise<ModelRecord | null> {
    const lower = name.trim().toLowerCase();
    const rows = await this.#sql<ModelRecord[]>`
      ${this.#select()} join model_alias asked on asked.model_id = m.id
      where asked.alias_lower in (${lower}, ${lower.slice(lower.lastIndexOf('/') + 1)})
      order by asked.alias_lower = ${lower} desc limit 1`;
    return rows[0] ?? null;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly ModelRecord[]> {
    return this.#sql<ModelRecord[]>`${this.#select()} where m.id = any(${ids as number[]}::bigint[])`;
  }

  /** Writes a model as the content says; a later content may change it. */
  async upsert(model: ModelFacts): Promise<number> {
    const rows = await this.#sql<{ id: number }[]>`
      insert into model (slug, name, family, parameter_count)
      values (${model.slug}, ${model.name}, ${model.family}, ${model.parameterCount})
      on conflict (slug) do update set name = excluded.name, family = excluded.family,
        parameter_count = excluded.parameter_count
      returning id`;
    const id = rows[0]?.id ?? 0;
    for (const alias of new Set([model.slug, model.name, ...model.aliases])) {
      await this.#sql`insert into model_alias (alias_lower, alias, model_id)
        values (${alias.toLowerCase()}, ${alias}, ${id}) on conflict (alias_lower) do nothing`;
    }
    return id;
  }

  async list(text: string | null, request: PageRequest): Promise<Page<ModelRecord>> {
    const pattern = text === null || text.trim() === '' ? null : `%${escapeLike(text.trim().toLowerCase())}%`;
    const rows = await this.#sql<ModelRecord[]>`
      ${this.#select()}
      where (${pattern}::text is null or exists (
        select 1 from model_alias a where a.model_id = m.id and a.alias_lower like ${pattern}))
        and m.id > ${request.after?.[0] ?? 0}
      order by m.id limit ${request.first + 1}`;
    return toPage(MODEL_LIST, request, rows, (row) => [row.id]);
  }

  /** Pieces of evidence: citations, landscapes, and arms measured on its tasks. */
  async countEvidence(modelId: number): Promise<number> {
    const rows = await this.#sql<{ count: number }[]>`
      select (select count(*) from citation where model_id = ${modelId})
        + (select count(*) from landscape where model_id = ${modelId})
        + (select coalesce(sum(b.row_count), 0) from board b join task t on t.id = b.task_id
            where t.model_id = ${modelId} and b.view = 'all' and b.budget_share = 1) as count`;
    return rows[0]?.count ?? 0;
  }
}

/** A person's words for `like`: their own wildcards stand for themselves. */
export const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);

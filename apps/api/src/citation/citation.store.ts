import type { Citation } from '@ratebook/core/citation';
import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';

export interface CitationFacts {
  /** The public id. */
  readonly slug: string;
  readonly kind: string;
  readonly evidence: 'measured' | 'used';
  readonly modelId: number | null;
  readonly modelName: string;
  readonly policyId: number | null;
  readonly dataset: string | null;
  readonly taskKind: string | null;
  readonly adaptation: string | null;
  readonly rank: number | null;
  readonly peakLearningRate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly metricName: string | null;
  readonly metricValue: number | null;
  readonly document: Citation;
}

export interface CitationRecord extends CitationFacts {
  readonly rowId: number;
  readonly policyNotation: string | null;
}

export interface CitationFilter {
  readonly modelId: number | null;
  readonly policyId: number | null;
  readonly kind: string | null;
  readonly evidence: string | null;
}

export const CITATION_LIST = 'citations';
const EVIDENCE_LIMIT = 500;

export class CitationStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  #select() {
    return this.#sql`
      select c.id as "rowId", c.slug, c.kind, c.evidence, c.model_id as "modelId", c.model_name as "modelName",
        c.policy_id as "policyId", p.notation as "policyNotation", c.dataset, c.task_kind as "taskKind", c.adaptation,
        c.rank, c.peak_learning_rate as "peakLearningRate", c.low, c.high, c.metric_name as "metricName",
        c.metric_value as "metricValue", c.document
      from citation c left join policy p on p.id = c.policy_id`;
  }

  async find(slug: string): Promise<CitationRecord | null> {
    const rows = await this.#sql<CitationRecord[]>`${this.#select()} where c.slug = ${slug}`;
    return rows[0] ?? null;
  }

  findManyBySlugs(slugs: readonly string[]): Promise<readonly CitationRecord[]> {
    return this.#sql<CitationRecord[]>`${this.#select()} where c.slug = any(${slugs as string[]})`;
  }

  findManyByIds(ids: readonly number[]): Promise<readonly CitationRecord[]> {
    return this.#sql<CitationRecord[]>`${this.#select()} where c.id = any(${ids as number[]}::bigint[])`;
  }

  /** Everything published about a model: measured before used. */
  findOfModel(modelId: number): Promise<readonly CitationRecord[]> {
    return this.#sql<CitationRecord[]>`
      ${this.#select()} where c.model_id = ${modelId} order by c.evidence, c.id limit ${EVIDENCE_LIMIT}`;
  }

  /** Citations with a metric and a peak, of all models. */
  findMeasured(limit: number): Promise<readonly CitationRecord[]> {
    return this.#sql<CitationRecord[]>`
      ${this.#select()} where c.evidence = 'measured' and c.peak_learning_rate is not null order by c.id limit ${limit}`;
  }

  async list(filter: CitationFilter, request: PageRequest): Promise<Page<CitationRecord>> {
    const rows = await this.#sql<CitationRecord[]>`
      ${this.#select()}
      where c.id > ${request.after?.[0] ?? 0}
        and (${filter.modelId}::bigint is null or c.model_id = ${filter.modelId})
        and (${filter.policyId}::bigint is null or c.policy_id = ${filter.policyId})
        and (${filter.kind}::text is null or c.kind = ${filter.kind})
        and (${filter.evidence}::text is null or c.evidence = ${filter.evidence})
      order by c.id limit ${request.first + 1}`;
    return toPage(CITATION_LIST, request, rows, (row) => [row.rowId]);
  }

  /** Writes a citation as the content says; a later content may change it. */
  async upsert(citation: CitationFacts): Promise<void> {
    await this.#sql`
      insert into citation ${this.#sql({
        slug: citation.slug,
        kind: citation.kind,
        evidence: citation.evidence,
        model_id: citation.modelId,
        model_name: citation.modelName,
        policy_id: citation.policyId,
        dataset: citation.dataset,
        task_kind: citation.taskKind,
        adaptation: citation.adaptation,
        rank: citation.rank,
        peak_learning_rate: citation.peakLearningRate,
        low: citation.low,
        high: citation.high,
        metric_name: citation.metricName,
        metric_value: citation.metricValue,
        document: this.#sql.json(citation.document as never),
      })}
      on conflict (slug) do update set kind = excluded.kind, evidence = excluded.evidence,
        model_id = excluded.model_id, model_name = excluded.model_name, policy_id = excluded.policy_id,
        dataset = excluded.dataset, task_kind = excluded.task_kind, adaptation = excluded.adaptation,
        rank = excluded.rank, peak_learning_rate = excluded.peak_learning_rate, low = excluded.low,
        high = excluded.high, metric_name = excluded.metric_name, metric_value = excluded.metric_value,
        document = excluded.document`;
  }
}

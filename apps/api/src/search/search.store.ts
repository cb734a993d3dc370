import type { Connection } from '../database/client.js';
import { type Page, type PageRequest, toPage } from '../database/cursor.js';

export type SearchKind = 'MODEL' | 'TASK' | 'POLICY' | 'CITATION' | 'RUN' | 'ACCOUNT';

export interface SearchFacts {
  readonly kind: SearchKind;
  /** The thing's public name within its kind. */
  readonly key: string;
  readonly title: string;
  readonly subtitle: string;
  readonly href: string;
  readonly evidence: string | null;
  readonly notation: string | null;
  readonly peakLearningRate: number | null;
  /** Everything else that should find it. */
  readonly text: string;
}

export interface SearchRecord extends Omit<SearchFacts, 'text' | 'key'> {
  readonly id: number;
  readonly score: number;
}

export const SEARCH_LIST = 'search';
export const SEARCH_KEY_LENGTH = 2;

/** Search over everything: every word must begin a word of the thing, or the whole must look like it. */
export class SearchStore {
  readonly #sql: Connection;

  constructor(sql: Connection) {
    this.#sql = sql;
  }

  async upsert(entry: SearchFacts): Promise<void> {
    const words = toWords([entry.title, entry.subtitle, entry.notation ?? '', entry.text].join(' '));
    await this.#sql`
      insert into search_entry (kind, key, title, subtitle, href, evidence, notation, peak_learning_rate, words)
      values (${entry.kind}, ${entry.key}, ${entry.title}, ${entry.subtitle}, ${entry.href}, ${entry.evidence},
        ${entry.notation}, ${entry.peakLearningRate}, ${words})
      on conflict (kind, key) do update set title = excluded.title, subtitle = excluded.subtitle,
        href = excluded.href, evidence = excluded.evidence, notation = excluded.notation,
        peak_learning_rate = excluded.peak_learning_rate, words = excluded.words`;
  }

  /** Best first: models before tasks before the rest where the words fit equally well. */
  async find(text: string, kinds: readonly SearchKind[] | null, request: PageRequest): Promise<Page<SearchRecord>> {
    const words = toWords(text.slice(0, 200));
    if (words === '') return toPage<SearchRecord>(SEARCH_LIST, request, [], () => []);
    const query = words
      .split(' ')
      .map((word) => `'${word}':*`)
      .join(' & ');
    const [afterScore, afterId] = request.after ?? [Number.MAX_VALUE, 0];
    const rows = await this.#sql<SearchRecord[]>`
      select * from (
        select id, kind, title, subtitle, href, evidence, notation, peak_learning_rate as "peakLearningRate",
          round((similarity(lower(title), ${words}) + word_similarity(${words}, words)
            + case when vector @@ to_tsquery('simple', ${query}) then 1 else 0 end
            + case kind when 'MODEL' then 0.3 when 'TASK' then 0.2 when 'POLICY' then 0.05 else 0 end)::numeric,
            6)::float8 as score
        from search_entry
        where (vector @@ to_tsquery('simple', ${query}) or words %> ${words})
          and (${kinds as string[] | null}::text[] is null or kind = any(${kinds as string[] | null}::text[]))) found
      where score < ${afterScore ?? 0} or (score = ${afterScore ?? 0} and id > ${afterId ?? 0})
      order by score desc, id limit ${request.first + 1}`;
    return toPage(SEARCH_LIST, request, rows, (row) => [row.score, row.id]);
  }
}

/** Lower case, with everything but letters and digits as blanks: `Llama-3.2-3B` is found as `llama 3 2 3b`. */
export function toWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

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

/** Search over everything: every word must begin a word of the thing; where nothing fits so, what looks like it. */
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

  /**
   * Best first: models before tasks before the rest where the words fit equally well. To compare long texts letter by
   * letter costs a hundred times what their index does: that is only done where no thing has all the words.
   */
  async find(text: string, kinds: readonly SearchKind[] | null, request: PageRequest): Promise<Page<SearchRecord>> {
    const words = toWords(text.slice(0, 200));
    if (words === '') return toPage<SearchRecord>(SEARCH_LIST, request, [], () => []);
    const query = words
      .split(' ')
      .map((word) => `'${word}':*`)
      .join(' & ');
    const [afterScore, afterId] = request.after ?? [Number.MAX_VALUE, 0];
    const within = kinds as string[] | null;
    const rows = await this.#sql<SearchRecord[]>`
      with fitting as materialized (
        select id, title, kind from search_entry
        where vector @@ to_tsquery('simple', ${query}) and (${within}::text[] is null or kind = any(${within}::text[]))
      ), alike as (
        select id, title, kind, word_similarity(${words}, words) as likeness from search_entry
        where words %> ${words} and (${within}::text[] is null or kind = any(${within}::text[]))
          and not exists (select from fitting)
      ), scored as (
        select id, round((similarity(lower(title), ${words}) + likeness
          + case kind when 'MODEL' then 0.3 when 'TASK' then 0.2 when 'POLICY' then 0.05 else 0 end)::numeric,
          6)::float8 as score
        from (select id, title, kind, 1 + word_similarity(${words}, lower(title)) as likeness from fitting
          union all select * from alike) found
      ), page as (
        select id, score from scored
        where score < ${afterScore ?? 0} or (score = ${afterScore ?? 0} and id > ${afterId ?? 0})
        order by score desc, id limit ${request.first + 1}
      )
      select e.id, e.kind, e.title, e.subtitle, e.href, e.evidence, e.notation,
        e.peak_learning_rate as "peakLearningRate", page.score
      from page join search_entry e on e.id = page.id order by page.score desc, page.id`;
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

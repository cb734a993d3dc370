import { sql } from 'drizzle-orm';
import { index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { innerKey, realNumber, searchVector } from '../database/columns.js';

/** What search finds, one row a thing, written together with the thing. */
export const searchEntry = pgTable(
  'search_entry',
  {
    id: innerKey(),
    kind: text('kind').notNull(),
    /** The thing's public name within its kind. */
    key: text('key').notNull(),
    title: text('title').notNull(),
    subtitle: text('subtitle').notNull(),
    href: text('href').notNull(),
    evidence: text('evidence'),
    notation: text('notation'),
    peakLearningRate: realNumber('peak_learning_rate'),
    /** Title and everything else that should find it, in lower case, with punctuation as blanks. */
    words: text('words').notNull(),
    vector: searchVector('vector')
      .notNull()
      .generatedAlwaysAs(sql`to_tsvector('simple', "words")`),
  },
  (t) => [
    uniqueIndex('search_entry_thing').on(t.kind, t.key),
    // Written at once and not put off: a list of what is yet to be indexed would be read whole by every search.
    index('search_entry_vector').using('gin', t.vector).with({ fastupdate: false }),
    index('search_entry_words').using('gin', t.words.op('gin_trgm_ops')).with({ fastupdate: false }),
  ],
);

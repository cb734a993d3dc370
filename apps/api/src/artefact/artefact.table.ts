import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant, wholeNumber } from '../database/columns.js';

/** The bytes lie in the data directory, gzipped, under the digest of their unpacked canonical JSON. */
export const artefact = pgTable('artefact', {
  hash: text('hash').primaryKey(),
  packedBytes: wholeNumber('packed_bytes').notNull(),
  unpackedBytes: wholeNumber('unpacked_bytes').notNull(),
  storedAt: instant('stored_at').notNull(),
});

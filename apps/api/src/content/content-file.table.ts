import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.js';

/** Which version of each content file has been loaded, so that a start reads only what changed. */
export const contentFile = pgTable('content_file', {
  path: text('path').primaryKey(),
  digest: text('digest').notNull(),
  loadedAt: instant('loaded_at').notNull(),
});

import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { innerKey, keyOf } from '../database/columns.js';
import { model } from '../model/model.table.js';

/** A measured landscape: one metric against learning rate over many published runs of one model on one dataset. */
export const landscape = pgTable(
  'landscape',
  {
    id: innerKey(),
    slug: text('slug').notNull().unique(),
    modelId: keyOf('model_id')
      .notNull()
      .references(() => model.id),
    runCount: integer('run_count').notNull(),
    document: jsonb('document').notNull(),
  },
  (t) => [index('landscape_model').on(t.modelId)],
);

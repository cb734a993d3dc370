import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { innerKey, keyOf, realNumber } from '../database/columns.js';

export const model = pgTable('model', {
  id: innerKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  family: text('family'),
  parameterCount: realNumber('parameter_count'),
});

/** Every name under which a model is found, in lower case: slug, name, hub ids. */
export const modelAlias = pgTable(
  'model_alias',
  {
    aliasLower: text('alias_lower').primaryKey(),
    alias: text('alias').notNull(),
    modelId: keyOf('model_id')
      .notNull()
      .references(() => model.id),
  },
  (t) => [index('model_alias_model').on(t.modelId)],
);

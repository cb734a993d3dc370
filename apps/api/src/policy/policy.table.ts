import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { innerKey, realNumber } from '../database/columns.js';

export const policy = pgTable(
  'policy',
  {
    id: innerKey(),
    hash: text('hash').notNull().unique(),
    shapeHash: text('shape_hash').notNull(),
    law: text('law').notNull(),
    notation: text('notation').notNull(),
    /** The largest learning-rate field of the document: what its shape was divided by. */
    largestLearningRate: realNumber('largest_learning_rate'),
    /** In normal form. */
    document: jsonb('document').notNull(),
  },
  (t) => [index('policy_law').on(t.law, t.id), index('policy_shape').on(t.shapeHash)],
);

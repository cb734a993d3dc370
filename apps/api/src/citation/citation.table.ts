import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { innerKey, keyOf, realNumber } from '../database/columns.js';
import { model } from '../model/model.table.js';
import { policy } from '../policy/policy.table.js';

/** A published result or recipe with its source; the whole record stands in `document`, the columns are what is asked for. */
export const citation = pgTable(
  'citation',
  {
    id: innerKey(),
    slug: text('slug').notNull().unique(),
    kind: text('kind').notNull(),
    /** measured: the source gives a metric; used: it gives only a recipe. */
    evidence: text('evidence').notNull(),
    modelId: keyOf('model_id').references(() => model.id),
    modelName: text('model_name').notNull(),
    policyId: keyOf('policy_id').references(() => policy.id),
    dataset: text('dataset'),
    taskKind: text('task_kind'),
    adaptation: text('adaptation'),
    rank: integer('rank'),
    peakLearningRate: realNumber('peak_learning_rate'),
    low: realNumber('low'),
    high: realNumber('high'),
    metricName: text('metric_name'),
    metricValue: realNumber('metric_value'),
    document: jsonb('document').notNull(),
  },
  (t) => [
    index('citation_model').on(t.modelId, t.id),
    index('citation_kind').on(t.kind, t.id),
    index('citation_policy').on(t.policyId, t.id),
  ],
);

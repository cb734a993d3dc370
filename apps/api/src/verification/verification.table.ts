import { boolean, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { innerKey, instant, keyOf } from '../database/columns.js';
import { submission } from '../submission/submission.table.js';

export const report = pgTable('report', {
  id: innerKey(),
  submissionId: keyOf('submission_id')
    .notNull()
    .unique()
    .references(() => submission.id),
  edition: text('edition').notNull(),
  level: integer('level').notNull(),
  levelName: text('level_name').notNull(),
  conclusion: text('conclusion').notNull(),
  notProved: jsonb('not_proved').notNull(),
  verifiedAt: instant('verified_at').notNull(),
});

export const checkResult = pgTable(
  'check_result',
  {
    reportId: keyOf('report_id')
      .notNull()
      .references(() => report.id),
    position: integer('position').notNull(),
    checkId: text('check_id').notNull(),
    title: text('title').notNull(),
    level: integer('level').notNull(),
    verdict: text('verdict').notNull(),
    isRequired: boolean('is_required').notNull(),
    observed: text('observed').notNull(),
    threshold: text('threshold').notNull(),
    message: text('message').notNull(),
    doesNotProve: text('does_not_prove').notNull(),
    checkerVersion: text('checker_version').notNull(),
  },
  (t) => [primaryKey({ columns: [t.reportId, t.position] })],
);

import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { innerKey, keyOf, realNumber, wholeNumber } from '../database/columns.js';
import { policy } from '../policy/policy.table.js';
import { submission } from '../submission/submission.table.js';
import { task } from '../task/task.table.js';

export const rangeTest = pgTable(
  'range_test',
  {
    id: innerKey(),
    submissionId: keyOf('submission_id')
      .notNull()
      .unique()
      .references(() => submission.id),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    policyId: keyOf('policy_id')
      .notNull()
      .references(() => policy.id),
    method: text('method').notNull(),
    prefixUpdates: integer('prefix_updates').notNull(),
    best: realNumber('best'),
    usableLow: realNumber('usable_low'),
    usableHigh: realNumber('usable_high'),
    edge: realNumber('edge'),
  },
  (t) => [index('range_test_task').on(t.taskId, t.id)],
);

export const rangePoint = pgTable(
  'range_point',
  {
    rangeTestId: keyOf('range_test_id')
      .notNull()
      .references(() => rangeTest.id),
    position: integer('position').notNull(),
    learningRate: realNumber('learning_rate').notNull(),
    seed: wholeNumber('seed').notNull(),
    loss: realNumber('loss'),
    startLoss: realNumber('start_loss').notNull(),
  },
  (t) => [primaryKey({ columns: [t.rangeTestId, t.position] })],
);

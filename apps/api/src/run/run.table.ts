import { boolean, index, integer, jsonb, pgEnum, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { account } from '../account/account.table.js';
import { arm } from '../arm/arm.table.js';
import { innerKey, instant, keyOf, realNumber, wholeNumber } from '../database/columns.js';
import { submission } from '../submission/submission.table.js';
import { task } from '../task/task.table.js';

export const runRole = pgEnum('run_role', ['arm', 'control', 'trial']);
export const runStatus = pgEnum('run_status', ['completed', 'diverged', 'abandoned', 'pruned']);

export const run = pgTable(
  'run',
  {
    id: innerKey(),
    /** The submission's first 16 digits, a hyphen, the index. */
    publicId: text('public_id').notNull().unique(),
    submissionId: keyOf('submission_id')
      .notNull()
      .references(() => submission.id),
    runIndex: integer('run_index').notNull(),
    armId: keyOf('arm_id')
      .notNull()
      .references(() => arm.id),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    accountId: keyOf('account_id')
      .notNull()
      .references(() => account.id),
    role: runRole('role').notNull(),
    status: runStatus('status').notNull(),
    reason: text('reason'),
    seed: wholeNumber('seed').notNull(),
    dataSeed: wholeNumber('data_seed').notNull(),
    learningRateSemantics: text('learning_rate_semantics').notNull(),
    finalTest: realNumber('final_test'),
    finalValidation: realNumber('final_validation'),
    bestValidation: realNumber('best_validation'),
    minimumLoss: realNumber('minimum_loss'),
    updates: integer('updates').notNull(),
    examples: wholeNumber('examples').notNull(),
    tokens: wholeNumber('tokens'),
    flops: realNumber('flops'),
    wallSeconds: realNumber('wall_seconds'),
    deviceSeconds: realNumber('device_seconds'),
    traceHash: text('trace_hash').notNull(),
    /** Digest of the trace's last losses, for the check that looks for copied runs; null where there are too few. */
    lossSuffix: text('loss_suffix'),
    isImported: boolean('is_imported').notNull(),
    level: integer('level').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    index('run_task').on(t.taskId, t.id),
    index('run_arm').on(t.armId, t.id),
    index('run_account').on(t.accountId, t.id),
    index('run_submission').on(t.submissionId, t.runIndex),
    index('run_loss_suffix').on(t.lossSuffix),
  ],
);

export const evaluation = pgTable(
  'evaluation',
  {
    runId: keyOf('run_id')
      .notNull()
      .references(() => run.id),
    position: integer('position').notNull(),
    t: integer('t').notNull(),
    split: text('split').notNull(),
    metrics: jsonb('metrics').notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.position] })],
);

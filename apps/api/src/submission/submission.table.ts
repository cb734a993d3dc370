import { index, integer, pgEnum, pgTable, text } from 'drizzle-orm/pg-core';
import { account } from '../account/account.table.js';
import { innerKey, instant, keyOf } from '../database/columns.js';
import { runnerKey } from '../runner-key/runner-key.table.js';
import { task } from '../task/task.table.js';
import { ticket, ticketKind } from '../ticket/ticket.table.js';

export const submissionState = pgEnum('submission_state', ['queued', 'verifying', 'accepted', 'rejected', 'withdrawn']);

export const submission = pgTable(
  'submission',
  {
    id: innerKey(),
    /** SHA-256 of the exact text. */
    hash: text('hash').notNull().unique(),
    /** The exact text that was signed, byte for byte as received. */
    text: text('text').notNull(),
    signature: text('signature').notNull(),
    runnerKeyId: keyOf('runner_key_id')
      .notNull()
      .references(() => runnerKey.id),
    accountId: keyOf('account_id')
      .notNull()
      .references(() => account.id),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    ticketId: keyOf('ticket_id')
      .unique()
      .references(() => ticket.id),
    kind: ticketKind('kind').notNull(),
    state: submissionState('state').notNull(),
    /** The level that verification reached, null before. */
    level: integer('level'),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [index('submission_account').on(t.accountId, t.id), index('submission_task').on(t.taskId, t.id)],
);

import { index, integer, pgEnum, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { account } from '../account/account.table.js';
import { innerKey, instant, keyOf, wholeNumber } from '../database/columns.js';
import { task } from '../task/task.table.js';

export const ticketKind = pgEnum('ticket_kind', ['evaluation', 'range-test', 'study']);

export const ticket = pgTable(
  'ticket',
  {
    id: innerKey(),
    publicId: text('public_id').notNull().unique(),
    accountId: keyOf('account_id')
      .notNull()
      .references(() => account.id),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    kind: ticketKind('kind').notNull(),
    /** Null for a study, whose arms are not known beforehand. */
    armHashes: text('arm_hashes').array(),
    controlSeed: wholeNumber('control_seed').notNull(),
    nonce: text('nonce').notNull(),
    openedAt: instant('opened_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Taken by the one submission that a ticket is good for. */
    usedAt: instant('used_at'),
  },
  (t) => [index('ticket_account').on(t.accountId, t.expiresAt)],
);

export const ticketSeed = pgTable(
  'ticket_seed',
  {
    ticketId: keyOf('ticket_id')
      .notNull()
      .references(() => ticket.id),
    position: integer('position').notNull(),
    seed: wholeNumber('seed').notNull(),
    dataSeed: wholeNumber('data_seed').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.position] })],
);

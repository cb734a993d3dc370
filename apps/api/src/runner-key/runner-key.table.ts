import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { account } from '../account/account.table.js';
import { innerKey, instant, keyOf } from '../database/columns.js';

export const runnerKey = pgTable(
  'runner_key',
  {
    id: innerKey(),
    /** SHA-256 of the raw public key. */
    keyId: text('key_id').notNull().unique(),
    publicKey: text('public_key').notNull(),
    accountId: keyOf('account_id')
      .notNull()
      .references(() => account.id),
    addedAt: instant('added_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('runner_key_account').on(t.accountId)],
);

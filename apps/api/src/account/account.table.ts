import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text } from 'drizzle-orm/pg-core';
import { innerKey, instant, keyOf } from '../database/columns.js';

export const account = pgTable(
  'account',
  {
    id: innerKey(),
    handle: text('handle').notNull().unique(),
    isSteward: boolean('is_steward').notNull().default(false),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [check('account_handle_form', sql`${t.handle} ~ '^[a-z0-9-]{2,32}$'`)],
);

/** A bearer token is kept as its digest only: who reads this table cannot sign in with it. */
export const session = pgTable(
  'session',
  {
    tokenHash: text('token_hash').primaryKey(),
    accountId: keyOf('account_id')
      .notNull()
      .references(() => account.id),
    keyId: text('key_id').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('session_expires_at').on(t.expiresAt)],
);

/** A nonce that waits to be signed; taken away by the first sign-in that uses it. */
export const challenge = pgTable(
  'challenge',
  {
    nonce: text('nonce').primaryKey(),
    handle: text('handle').notNull(),
    publicKey: text('public_key').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('challenge_expires_at').on(t.expiresAt)],
);

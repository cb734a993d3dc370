import { index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { innerKey, instant } from '../database/columns.js';

/**
 * Work off the request path. A row is there until its work is done: whoever takes it holds a lease, and a lease that
 * runs out (the process died) lets another take it.
 */
export const job = pgTable(
  'job',
  {
    id: innerKey(),
    kind: text('kind').notNull(),
    /** What it works on: one waiting job a thing. */
    key: text('key').notNull(),
    queuedAt: instant('queued_at').notNull(),
    runAfter: instant('run_after').notNull(),
    leasedUntil: instant('leased_until'),
    attempts: integer('attempts').notNull().default(0),
    /** Counts how often it was asked for again; a job that was asked for while it ran is run once more. */
    requests: integer('requests').notNull().default(1),
    lastError: text('last_error'),
  },
  (t) => [uniqueIndex('job_thing').on(t.kind, t.key), index('job_run_after').on(t.runAfter, t.id)],
);

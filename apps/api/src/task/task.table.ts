import { index, integer, jsonb, pgEnum, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { account } from '../account/account.table.js';
import { innerKey, instant, keyOf } from '../database/columns.js';
import { model } from '../model/model.table.js';

export const taskState = pgEnum('task_state', ['proposed', 'open', 'retired', 'declined', 'withdrawn']);

export const task = pgTable(
  'task',
  {
    id: innerKey(),
    slug: text('slug').notNull(),
    taskVersion: integer('task_version').notNull(),
    /** `slug@version`. */
    name: text('name').notNull().unique(),
    hash: text('hash').notNull().unique(),
    kind: text('kind').notNull(),
    modelId: keyOf('model_id')
      .notNull()
      .references(() => model.id),
    state: taskState('state').notNull(),
    openedAt: instant('opened_at'),
    /** The document as it opened; never changed after. */
    document: jsonb('document').notNull(),
    /** Arms and runs in accepted submissions, as its boards were last ranked. */
    armCount: integer('arm_count').notNull().default(0),
    runCount: integer('run_count').notNull().default(0),
  },
  (t) => [uniqueIndex('task_slug_version').on(t.slug, t.taskVersion), index('task_model').on(t.modelId)],
);

/** What happened to a task, and by whom: public, and never changed. */
export const taskEvent = pgTable(
  'task_event',
  {
    id: innerKey(),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    /** The state that it came into. */
    state: taskState('state').notNull(),
    /** Null: whoever runs the registry, by its command line or its content. */
    accountId: keyOf('account_id').references(() => account.id),
    at: instant('at').notNull(),
    reason: text('reason'),
  },
  (t) => [index('task_event_task').on(t.taskId), index('task_event_account').on(t.accountId)],
);

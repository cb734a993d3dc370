import { index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { innerKey, keyOf, realNumber } from '../database/columns.js';
import { policy } from '../policy/policy.table.js';
import { task } from '../task/task.table.js';

export const recipe = pgTable('recipe', {
  id: innerKey(),
  hash: text('hash').notNull().unique(),
  document: jsonb('document').notNull(),
});

export const arm = pgTable(
  'arm',
  {
    id: innerKey(),
    hash: text('hash').notNull().unique(),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    policyId: keyOf('policy_id')
      .notNull()
      .references(() => policy.id),
    recipeId: keyOf('recipe_id')
      .notNull()
      .references(() => recipe.id),
    budgetUnit: text('budget_unit').notNull(),
    budgetAmount: realNumber('budget_amount').notNull(),
    budgetUpdates: integer('budget_updates').notNull(),
    /** 0.25, 0.5 or 1 of the task's budget. */
    budgetShare: realNumber('budget_share').notNull(),
    /** The largest learning rate over the budget. */
    peakLearningRate: realNumber('peak_learning_rate').notNull(),
  },
  (t) => [index('arm_task_share').on(t.taskId, t.budgetShare), index('arm_policy').on(t.policyId, t.id)],
);

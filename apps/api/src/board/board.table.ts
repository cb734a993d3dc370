import { boolean, integer, json, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { arm } from '../arm/arm.table.js';
import { innerKey, instant, keyOf, realNumber, wholeNumber } from '../database/columns.js';
import { task } from '../task/task.table.js';

/** One ranking: a task version, an objective, a share of its budget, looked at through a view. */
export const board = pgTable(
  'board',
  {
    id: innerKey(),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    objective: text('objective').notNull(),
    budgetShare: realNumber('budget_share').notNull(),
    view: text('view').notNull(),
    rankingVersion: text('ranking_version').notNull(),
    computedAt: instant('computed_at').notNull(),
    rowCount: integer('row_count').notNull(),
    /** Standard deviation over seeds that the variance was moderated towards, in the metric's unit. */
    seedDeviation: realNumber('seed_deviation'),
  },
  (t) => [uniqueIndex('board_of').on(t.taskId, t.objective, t.budgetShare, t.view)],
);

/** A row as it is shown: everything that the page needs stands here, so that a page is one read of one index. */
export const boardRow = pgTable(
  'board_row',
  {
    boardId: keyOf('board_id')
      .notNull()
      .references(() => board.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    armId: keyOf('arm_id')
      .notNull()
      .references(() => arm.id),
    armHash: text('arm_hash').notNull(),
    policyHash: text('policy_hash').notNull(),
    notation: text('notation').notNull(),
    peakLearningRate: realNumber('peak_learning_rate').notNull(),
    /** Learning rates as JSON text: to print sixty numbers costs more than all else of reading a row. */
    curve: json('curve').$type<readonly number[]>().notNull(),
    rankFrom: integer('rank_from'),
    rankTo: integer('rank_to'),
    rankOf: integer('rank_of').notNull(),
    n: integer('n').notNull(),
    accounts: integer('accounts').notNull(),
    mean: realNumber('mean'),
    lower: realNumber('lower'),
    upper: realNumber('upper'),
    score: realNumber('score'),
    isLeader: boolean('is_leader').notNull(),
    inLeaderGroup: boolean('in_leader_group').notNull(),
    isBaseline: boolean('is_baseline').notNull(),
    isImported: boolean('is_imported').notNull(),
    level: integer('level').notNull(),
    divergedRuns: integer('diverged_runs').notNull(),
    abandonedRuns: integer('abandoned_runs').notNull(),
    divergenceProbability: realNumber('divergence_probability').notNull(),
    meanUpdates: realNumber('mean_updates'),
    meanDeviceSeconds: realNumber('mean_device_seconds'),
    /** What the cheapest study that found the arm cost; null where none did. */
    searchUpdates: wholeNumber('search_updates'),
    unrankedReason: text('unranked_reason'),
  },
  (t) => [primaryKey({ columns: [t.boardId, t.position] })],
);

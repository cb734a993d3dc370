import { bigint, boolean, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { arm } from '../arm/arm.table.js';
import { innerKey, keyOf, realNumber, wholeNumber } from '../database/columns.js';
import { submission } from '../submission/submission.table.js';
import { task } from '../task/task.table.js';

/** A study as it was read back from its plan and its runs. Trial i is run i of its submission. */
export const study = pgTable(
  'study',
  {
    id: innerKey(),
    submissionId: keyOf('submission_id')
      .notNull()
      .unique()
      .references(() => submission.id),
    taskId: keyOf('task_id')
      .notNull()
      .references(() => task.id),
    /** Null, like the plan, where the plan is not there or cannot be read. */
    method: text('method'),
    /** What it was to do, without its candidates: those that were begun are among the trials. */
    plan: jsonb('plan'),
    candidateCount: integer('candidate_count').notNull(),
    /** Positions of trials. */
    winner: integer('winner'),
    runnerUp: integer('runner_up'),
    because: text('because'),
    searchUpdates: wholeNumber('search_updates').notNull(),
    searchRestartedUpdates: wholeNumber('search_restarted_updates').notNull(),
    rangeTestUpdates: wholeNumber('range_test_updates').notNull(),
    fullGridUpdates: wholeNumber('full_grid_updates').notNull(),
    confirmationUpdates: wholeNumber('confirmation_updates').notNull(),
    gainSeeds: integer('gain_seeds'),
    gainMean: realNumber('gain_mean'),
    gainLower: realNumber('gain_lower'),
    gainUpper: realNumber('gain_upper'),
    targetMetric: realNumber('target_metric'),
    targetWinner: integer('target_winner'),
    targetRunnerUp: integer('target_runner_up'),
    problem: text('problem'),
  },
  (t) => [index('study_task').on(t.taskId, t.id)],
);

export const studyTrial = pgTable(
  'study_trial',
  {
    id: innerKey(),
    studyId: bigint('study_id', { mode: 'number' })
      .notNull()
      .references(() => study.id),
    position: integer('position').notNull(),
    /** Null where the submission has no such arm. */
    armId: keyOf('arm_id').references(() => arm.id),
    /** Its place among the plan's candidates; null for one that the search composed. */
    candidate: integer('candidate'),
    template: integer('template'),
    origin: text('origin').notNull(),
    forkTrial: integer('fork_trial'),
    forkAt: integer('fork_at'),
    until: integer('until').notNull(),
    prunedBecause: text('pruned_because'),
    /** Whether it was trained again with the seeds that rank. */
    isConfirmed: boolean('is_confirmed').notNull(),
  },
  (t) => [unique('study_trial_of').on(t.studyId, t.position), index('study_trial_arm').on(t.armId, t.studyId)],
);

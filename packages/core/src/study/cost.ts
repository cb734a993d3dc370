import type { StudyPlan } from './plan.js';
import type { StudyTrial } from './trial.js';
import type { ReportOf } from './trials.js';

/** What a study cost, in updates of the task. */
export interface StudyCost {
  /** All trials, pruned, diverged and failed ones included, each going on from its checkpoints. */
  readonly search: number;
  /** The same where nothing could go on from a checkpoint: every rung and every phase from the first update. */
  readonly searchRestarted: number;
  /** The range test that the space was read from. */
  readonly rangeTest: number;
  /** Every candidate trained in full with one seed: what the search is compared with. */
  readonly fullGrid: number;
  /** Training winner and runner-up again, for the board; not part of the search. */
  readonly confirmation: number;
}

const sum = (values: readonly number[]) => values.reduce((held, value) => held + value, 0);

/** Updates of a trial's training where each ask begins at the first update. */
function restarted(
  { halving, totalUpdates }: StudyPlan,
  trial: StudyTrial,
  updates: number,
  isCandidate: boolean,
): number {
  if (!isCandidate) return updates;
  const asked = halving.rungs.filter((rung) => rung <= trial.until);
  // The last of them may have ended early; each one before it was made whole.
  return sum(asked.map((rung) => Math.min(rung, updates, totalUpdates)));
}

export function studyCost(plan: StudyPlan, trials: readonly StudyTrial[], reportOf: ReportOf): StudyCost {
  const updates = trials.map((_, index) => reportOf(index)?.updates ?? 0);
  return {
    search: sum(trials.map(({ fork }, index) => Math.max(0, (updates[index] ?? 0) - (fork?.t ?? 0)))),
    searchRestarted: sum(
      trials.map((trial, index) => restarted(plan, trial, updates[index] ?? 0, index < plan.candidates.length)),
    ),
    rangeTest: plan.rangeTest?.updates ?? 0,
    fullGrid: plan.candidates.length * plan.totalUpdates,
    confirmation: 0,
  };
}

/**
 * The most that a search can cost beforehand: nothing diverges, and every candidate has a lower neighbour.
 */
export function expectedSearchUpdates(plan: StudyPlan): number {
  const { eta, rungs, keepsOneBelow } = plan.halving;
  let [running, before, updates] = [plan.candidates.length, 0, 0];
  for (const rung of rungs) {
    updates += running * (rung - before);
    before = rung;
    running = Math.min(running, Math.max(1, Math.floor(running / eta)) + (keepsOneBelow ? 1 : 0));
  }
  const { phases, totalUpdates } = plan;
  if (phases === null) return updates;
  const starts = [0, ...phases.boundaries];
  const composed = starts.map((start, index) => {
    const isLast = index === starts.length - 1;
    return phases.heights.length * (isLast ? 2 : 1) * (totalUpdates - start);
  });
  return updates + sum(composed);
}

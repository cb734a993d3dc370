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

/** Updates of a trial where each stop at which it was compared is reached from the first update. */
function restarted({ halving, climb }: StudyPlan, { candidate, asked }: StudyTrial, updates: number): number {
  if (candidate === null) return updates;
  const stops = halving?.rungs ?? [...(climb?.rungs ?? []), ...(climb?.giveUpAt == null ? [] : [climb.giveUpAt])];
  return updates + sum(asked.filter((t) => stops.includes(t) && t < updates));
}

export function studyCost(plan: StudyPlan, trials: readonly StudyTrial[], reportOf: ReportOf): StudyCost {
  const updates = trials.map((_, index) => reportOf(index)?.updates ?? 0);
  return {
    search: sum(trials.map(({ fork }, index) => Math.max(0, (updates[index] ?? 0) - (fork?.t ?? 0)))),
    searchRestarted: sum(trials.map((trial, index) => restarted(plan, trial, updates[index] ?? 0))),
    rangeTest: plan.rangeTest?.updates ?? 0,
    fullGrid: plan.candidates.length * plan.totalUpdates,
    confirmation: 0,
  };
}

/** Updates of halving where nothing diverges, and every candidate has a lower neighbour: the most that it costs. */
function halvingUpdates({ eta, rungs, keepsOneBelow }: NonNullable<StudyPlan['halving']>, candidates: number): number {
  let [running, before, updates] = [candidates, 0, 0];
  for (const rung of rungs) {
    updates += running * (rung - before);
    before = rung;
    running = Math.min(running, Math.max(1, Math.floor(running / eta)) + (keepsOneBelow ? 1 : 0));
  }
  return updates;
}

/**
 * Updates of a climb that begins at the best: the first look, its leader, one learning rate on each side, the nearest of each
 * other template and one that is of none, all to the end. One that begins elsewhere is longer, one that gives up half-way shorter.
 */
function climbUpdates({ stride, rungs }: NonNullable<StudyPlan['climb']>, plan: StudyPlan): number {
  const { candidates, totalUpdates } = plan;
  const templates = new Set(candidates.flatMap(({ template }) => template ?? []));
  const sizeOf = (wanted: number | null) => candidates.filter(({ template }) => template === wanted).length;
  const looked = [...templates].map(sizeOf).map((size) => (size < stride ? size : Math.floor(size / stride)));
  const [rung = 0] = rungs;
  const onLadders = templates.size === 0 ? 0 : 2 + templates.size;
  const whole = Math.min(candidates.length, onLadders + Math.min(1, sizeOf(null)));
  return (sum(looked) + sizeOf(null)) * rung + whole * totalUpdates - rung;
}

/** What a search is expected to cost, in updates. Of halving it is the most; a climb goes on as long as it finds better. */
export function expectedSearchUpdates(plan: StudyPlan): number {
  const { halving, climb, phases, totalUpdates, candidates } = plan;
  const single =
    halving !== null ? halvingUpdates(halving, candidates.length) : climb === null ? 0 : climbUpdates(climb, plan);
  if (phases === null) return single;
  const starts = [0, ...phases.boundaries];
  const composed = starts.map((start, index) => {
    const isLast = index === starts.length - 1;
    return phases.heights.length * (isLast ? 2 : 1) * (totalUpdates - start);
  });
  return single + sum(composed);
}

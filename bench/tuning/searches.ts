import type { Policy } from '@ratebook/core/policy';
import type { StudyPlan } from '@ratebook/core/study';
import type { Observation } from './estimate.js';
import type { Field } from './field.js';
import { gridFound, isNear, judge, type Judgement } from './judge.js';
import { halvedBy, oneCut, planOf, twoCuts, usualClimb } from './plans.js';
import { play } from './play.js';
import { hitChance } from './random-subset.js';

/** One search on one field with one seed: what it found, at what share of the grid's cost. */
export interface Replay extends Judgement {
  readonly field: Field;
  readonly seed: number;
  /** The policy that it found; null where it found none. */
  readonly pick: Policy | null;
  /** Updates of the search beside those of the whole grid; going on from checkpoints. */
  readonly costShare: number;
  /** The same beside a grid of which nothing diverges. */
  readonly plannedShare: number;
  /** As `costShare`, where nothing goes on from a checkpoint. */
  readonly restartedShare: number;
  /** As `costShare`, with every evaluation of the search's trials, and of the grid each candidate's last. */
  readonly evaluatedShare: number;
}

/** A value of a replay, for an estimate. */
export const observed = ({ field, seed }: Pick<Replay, 'field' | 'seed'>, value: number): Observation => ({
  task: field.scene.task,
  landscape: field.landscape.id,
  seed,
  value,
});

/** A way of searching that `replayStudy` knows. */
export interface SearchKind {
  readonly id: string;
  readonly change: (field: Field) => Partial<StudyPlan>;
}

const PLAIN: SearchKind['change'] = () => ({});
const LATE = 0.3;

export const COST_EFFECTIVE: SearchKind = {
  id: 'cost-effective',
  change: ({ target }) => ({ method: 'cost-effective', target }),
};
/** The method on a task that is evaluated at quarters, or so: it cannot look before. */
export const LATE_LOOK: SearchKind = {
  id: 'late-look',
  change: ({ landscape, target }) => ({ method: 'cost-effective', target, climb: usualClimb(landscape, [LATE]) }),
};
export const SINGLE: SearchKind = { id: 'single', change: PLAIN };
/** One cut, the best fifth and the lower neighbour: what `ratebook tune --strategy halving` does unasked. */
export const ONE_CUT: SearchKind = {
  id: 'one-cut-with-guard',
  change: ({ landscape }) => halvedBy(oneCut(landscape, 5, true)),
};
/** One-epoch top-K: with a quarter kept it costs about what the method does. */
export const ONE_EPOCH: SearchKind = {
  id: 'one-epoch-top-quarter',
  change: ({ landscape }) => halvedBy(oneCut(landscape, 4, false)),
};
/** Two cuts, the lower neighbour kept at each: what halving is usually taken for. */
export const TWO_CUTS: SearchKind = {
  id: 'two-cuts-with-guard',
  change: ({ landscape }) => halvedBy(twoCuts(landscape, true)),
};
export const TWO_CUTS_UNGUARDED: SearchKind = {
  id: 'two-cuts-without-guard',
  change: ({ landscape }) => halvedBy(twoCuts(landscape, false)),
};

/** Replays a search; a study that finds nothing (all diverged) is infinitely far from the grid's best. */
export function replaySearch(field: Field, seed: number, kind: SearchKind): Replay {
  const { landscape, candidates } = field;
  const grid = gridFound(field, seed);
  const plan = planOf(landscape, candidates, kind.change(field));
  const played = play(plan, (policy) => landscape.report(policy, seed));
  const { winner } = played.state.outcome ?? { winner: null };
  const pick = winner === null ? null : (played.state.trials[winner]?.policy ?? null);
  const found =
    pick === null ? { regret: Infinity, meanRegret: Infinity, isMetricAsGood: false } : judge(field, seed, grid, pick);
  const each = landscape.updatesPerEvaluation;
  return {
    ...found,
    field,
    seed,
    pick,
    costShare: played.updates / grid.updates,
    plannedShare: played.updates / (candidates.length * landscape.totalUpdates),
    restartedShare: played.updatesRestarted / grid.updates,
    evaluatedShare: (played.updates + each * played.evaluations) / (grid.updates + each * grid.evaluations),
  };
}

/** A policy that nobody searched for: one training. Null where it was not recorded. */
export function replayUntuned(field: Field, seed: number, policy: Policy): Replay | null {
  const report = field.landscape.report(policy, seed);
  if (report === null) return null;
  const { landscape, candidates } = field;
  const grid = gridFound(field, seed);
  const costShare = report.updates / grid.updates;
  const each = landscape.updatesPerEvaluation;
  return {
    ...judge(field, seed, grid, policy),
    field,
    seed,
    pick: policy,
    costShare,
    plannedShare: report.updates / (candidates.length * landscape.totalUpdates),
    restartedShare: costShare,
    evaluatedShare: (report.updates + each) / (grid.updates + each * grid.evaluations),
  };
}

/**
 * How often whole trainings of a random subset that cost as much as `updates` hold one within 1% of the grid's best, over all
 * such subsets.
 */
export function randomSearchHits(field: Field, seed: number, costShare: number): number {
  const grid = gridFound(field, seed);
  const count = field.candidates.length;
  const near = field.candidates.filter(({ policy }) => isNear(judge(field, seed, grid, policy).regret)).length;
  // A subset costs on average its part of the grid, diverged ones included.
  return hitChance(count, near, costShare * count);
}

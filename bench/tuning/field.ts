import type { Policy } from '@ratebook/core/policy';
import type { TrialReport } from '@ratebook/core/study';
import { meanOf } from '../figure.js';
import type { CandidatePolicy } from './plans.js';
import type { Landscape } from './recorded-landscape.js';
import { type GridPolicy, gridOf, type GridLaw, LAWS, type Scene } from './scenes.js';

/** A set of candidates on a landscape: what one study would be given. */
export interface Field {
  readonly id: string;
  readonly scene: Scene;
  readonly landscape: Landscape;
  readonly candidates: readonly CandidatePolicy[];
  /** The seeds that the whole set was trained with. */
  readonly seeds: readonly number[];
  /** The accuracy that a cost-effective study wants reached. */
  readonly target: number;
}

/** Windows of a grid of sixteen that a study would be given instead: its middle twelve and ten. */
const WINDOWS = [12, 10];

/**
 * The sets of candidates of a landscape: each law's whole grid and windows of it, and the two decays together with every
 * second learning rate. All hold 10 to 16.
 */
export function fieldsOf(scene: Scene, landscape: Landscape, target: number): readonly Field[] {
  const grid = gridOf(scene);
  const ofLaw = (law: GridLaw) => grid.filter((one) => one.law === law);
  const alone = scene.laws.flatMap((law) => {
    const all = ofLaw(law);
    const windows = WINDOWS.filter((size) => size < all.length - 2);
    return [all, ...windows.map((size) => middle(all, size))].map((set) => ({
      id: `${law}-${String(set.length)}`,
      set,
    }));
  });
  const halves = ['cosine', 'linear'] as const;
  const together = halves.every((law) => scene.laws.includes(law))
    ? [{ id: 'both-decays', set: halves.flatMap((law) => ofLaw(law).filter((_, index) => index % 2 === 1)) }]
    : [];
  return [...alone, ...together].map(({ id, set }) => {
    const candidates = set.map(({ policy, law }) => ({ policy, template: LAWS.indexOf(law) }));
    const seeds = wholeSeeds(scene, landscape, candidates);
    return { id: `${scene.id} ${id}`, scene, landscape, candidates, seeds, target };
  });
}

function middle(all: readonly GridPolicy[], size: number): readonly GridPolicy[] {
  const from = Math.floor((all.length - size) / 2);
  return all.slice(from, from + size);
}

/** A recording that was stopped holds some seeds of some policies: only whole sets can be compared. */
export function wholeSeeds(
  { seeds }: Scene,
  { report }: Pick<Landscape, 'report'>,
  candidates: readonly Pick<CandidatePolicy, 'policy'>[],
): readonly number[] {
  return Array.from({ length: seeds }, (_, index) => index + 1).filter((seed) =>
    candidates.every(({ policy }) => report(policy, seed) !== null),
  );
}

/** Validation loss after the whole training; Infinity where it did not come there. */
export function finalLoss(report: TrialReport | null): number {
  return report?.end === 'completed' ? (report.readings.at(-1)?.loss ?? Infinity) : Infinity;
}

/** The same over all seeds of a field: Infinity where one of them diverged. */
export function meanLoss({ landscape, seeds }: Field, policy: Policy): number {
  return meanOf(seeds.map((seed) => finalLoss(landscape.report(policy, seed))));
}

import type { Policy } from '@ratebook/core/policy';
import type { StudyPlan } from '@ratebook/core/study';
import type { Landscape } from './recorded-landscape.js';

/** A policy among a study's candidates; `template`: those of one template differ by their learning rate alone. */
export interface CandidatePolicy {
  readonly policy: Policy;
  readonly template: number;
}

/** What a landscape says of the trainings of a study. */
export type TrainingFacts = Pick<Landscape, 'totalUpdates' | 'updatesPerEpoch' | 'evaluateAt'>;

const ETA = 3;
/** Shares of the training at which candidates are cut. */
const RUNGS = [0.1, 0.3, 1];

export const documentOf = (policy: Policy) => JSON.parse(JSON.stringify(policy)) as Readonly<Record<string, never>>;

/** The study of the goal: one in three goes on at a tenth and at three tenths, with one lower neighbour; by validation loss. */
export function planOf(
  { totalUpdates, updatesPerEpoch, evaluateAt }: TrainingFacts,
  candidates: readonly CandidatePolicy[],
  change: Partial<StudyPlan> = {},
): StudyPlan {
  return {
    version: 1,
    method: 'single',
    totalUpdates,
    updatesPerEpoch,
    tokensPerUpdate: null,
    evaluateAt: [...evaluateAt],
    search: { draw: 'grid', seed: 0, space: null },
    candidates: candidates.map(({ policy, template }) => ({
      policy: documentOf(policy),
      template,
      origin: 'recorded',
    })),
    halving: { eta: ETA, rungs: RUNGS.map((share) => Math.round(share * totalUpdates)), keepsOneBelow: true },
    by: 'loss',
    direction: 'maximize',
    target: null,
    phases: null,
    confirmations: 0,
    rangeTest: null,
    ...change,
  };
}

/** Halving with one cut, at a tenth: one-epoch top-K. */
export function oneCut(
  { totalUpdates }: Pick<TrainingFacts, 'totalUpdates'>,
  eta: number,
  keepsOneBelow: boolean,
): StudyPlan['halving'] {
  return { eta, rungs: [Math.round((RUNGS[0] ?? 1) * totalUpdates), totalUpdates], keepsOneBelow };
}

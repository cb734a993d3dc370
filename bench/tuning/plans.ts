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

/** As `ratebook tune` climbs unasked. */
const USUAL_STRIDE = 2;
const USUAL_LOOKS = [0.1, 0.3];
const USUAL_GIVE_UP = 0.5;

const ONE_CUT = 0.1;

export const documentOf = (policy: Policy) => JSON.parse(JSON.stringify(policy)) as Readonly<Record<string, never>>;

/** The study that `ratebook tune` plans unasked where a task is evaluated often enough, by validation loss. */
export function planOf(
  facts: TrainingFacts,
  candidates: readonly CandidatePolicy[],
  change: Partial<StudyPlan> = {},
): StudyPlan {
  const { totalUpdates, updatesPerEpoch, evaluateAt } = facts;
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
    halving: null,
    climb: usualClimb(facts),
    by: 'loss',
    direction: 'maximize',
    target: null,
    phases: null,
    confirmations: 0,
    rangeTest: null,
    ...change,
  };
}

/** The climb of `ratebook tune`: looks at a tenth and at three tenths unless it can only look elsewhere, gives up half-way. */
export function usualClimb(
  { totalUpdates }: Pick<TrainingFacts, 'totalUpdates'>,
  looks: readonly number[] = USUAL_LOOKS,
): StudyPlan['climb'] {
  const updates = (share: number) => Math.round(share * totalUpdates);
  return { stride: USUAL_STRIDE, rungs: looks.map(updates), giveUpAt: updates(USUAL_GIVE_UP) };
}

/** A plan that halves instead of climbing. */
export const halvedBy = (halving: StudyPlan['halving']): Partial<StudyPlan> => ({ halving, climb: null });

/** Halving with one cut, at a tenth. */
export function oneCut(
  { totalUpdates }: Pick<TrainingFacts, 'totalUpdates'>,
  eta: number,
  keepsOneBelow: boolean,
): StudyPlan['halving'] {
  return { eta, rungs: [Math.round(ONE_CUT * totalUpdates), totalUpdates], keepsOneBelow };
}

const CLASSIC_ETA = 3;
const CLASSIC_RUNGS = [0.1, 0.3, 1];

/** Halving as it is usually written: one in three at a tenth and at three tenths. */
export function twoCuts(
  { totalUpdates }: Pick<TrainingFacts, 'totalUpdates'>,
  keepsOneBelow: boolean,
): StudyPlan['halving'] {
  const rungs = CLASSIC_RUNGS.map((share) => Math.round(share * totalUpdates));
  return { eta: CLASSIC_ETA, rungs, keepsOneBelow };
}

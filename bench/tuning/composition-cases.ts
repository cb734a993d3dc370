import type { Policy } from '@ratebook/core/policy';
import type { StudyPlan } from '@ratebook/core/study';
import { meanOf } from '../figure.js';
import { finalLoss, wholeSeeds } from './field.js';
import { halvedBy, oneCut, planOf, twoCuts, type TrainingFacts } from './plans.js';
import type { Landscape } from './recorded-landscape.js';
import { evaluationsOf, gridOf, LAWS, type Scene } from './scenes.js';

/** A way of composing: where phases end, and which learning rates they are tried with. */
export interface Composition {
  readonly id: string;
  /** For people. */
  readonly what: string;
  /** Shares of the training. */
  readonly boundaries: readonly number[];
  /** Every so manieth learning rate of the candidates, from the lowest on. */
  readonly everyHeight: number;
  /** How the best single policy is found that its rivals are: the better it is, the harder for the phases. */
  readonly single: (facts: TrainingFacts) => Partial<StudyPlan>;
}

const behindTwoCuts: Composition['single'] = (facts) => halvedBy(twoCuts(facts, true));

export const COMPOSITIONS: readonly Composition[] = [
  // Few heights over the whole range.
  {
    id: 'half',
    what: 'a boundary at a half, three heights, behind a climb of five or six learning rates a decay (`ratebook tune --method composite` climbs eight and tries four heights)',
    ...{ boundaries: [0.5], everyHeight: 2, single: () => ({}) },
  },
  {
    ...{ id: 'after-two-cuts', what: 'the same behind two cuts of the single policies' },
    ...{ boundaries: [0.5], everyHeight: 2, single: behindTwoCuts },
  },
  {
    ...{ id: 'after-one-cut', what: 'the same behind one cut of the single policies at a tenth, to a quarter' },
    ...{ boundaries: [0.5], everyHeight: 2, single: (facts) => halvedBy(oneCut(facts, 4, false)) },
  },
  {
    ...{ id: 'late', what: 'a boundary at seven tenths, every height, behind two cuts of the single policies' },
    ...{ boundaries: [0.7], everyHeight: 1, single: behindTwoCuts },
  },
];

/** Scenes whose compositions are recorded, with these seeds of the search. */
export const COMPOSED_SCENES = [
  'digits-mlp-100',
  'digits-mlp-200',
  'digits-mlp-400',
  'wordnet-glosses-150',
  'wordnet-glosses-300',
  'digits-lenet-400',
];
export const SEARCH_SEEDS = [1, 2, 3, 4, 5];
/** No search has seen these. */
export const FRESH_SEEDS = [101, 102, 103, 104, 105];

/** Of a grid of fifths or quarters of a decade: two decades in five or six steps. */
const EVERY = 2;
const SKIPPED = 3;
const HEIGHTS = 6;

/** The plan of a composition study on a scene: some learning rates under two decays first, then phases. */
export function compositionPlan(scene: Scene, updatesPerEpoch: number, composition: Composition): StudyPlan {
  const facts: TrainingFacts = {
    totalUpdates: scene.totalUpdates,
    updatesPerEpoch,
    evaluateAt: [...evaluationsOf(scene)],
  };
  const grid = gridOf(scene);
  const heights = grid
    .filter(({ law }) => law === 'cosine')
    .map(({ learningRate }) => learningRate)
    .filter((_, index) => index >= SKIPPED && (index - SKIPPED) % EVERY === 0)
    .slice(0, HEIGHTS);
  const candidates = grid
    .filter(({ law, learningRate }) => law !== 'constant' && heights.includes(learningRate))
    .map(({ policy, law }) => ({ policy, template: LAWS.indexOf(law) }));
  return planOf(facts, candidates, {
    method: 'composite',
    ...composition.single(facts),
    phases: {
      boundaries: composition.boundaries.map((share) => Math.round(share * scene.totalUpdates)),
      heights: heights.filter((_, index) => index % composition.everyHeight === 0),
    },
  });
}

/**
 * The decay of a scene's whole grid with the least mean loss over the seeds that all were trained with: what no search of
 * one seed can know. Null where no seed was.
 */
export function bestOfGrid(scene: Scene, report: Landscape['report']): Policy | null {
  const decays = gridOf(scene).filter(({ law }) => law !== 'constant');
  const seeds = wholeSeeds(scene, { report }, decays);
  if (seeds.length === 0) return null;
  const lossOf = (policy: Policy) => meanOf(seeds.map((seed) => finalLoss(report(policy, seed))));
  return decays.toSorted((a, b) => lossOf(a.policy) - lossOf(b.policy))[0]?.policy ?? null;
}

import { largestLearningRateField, type Policy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { drawPolicies, parseSpace, usualSpace } from '@ratebook/core/search';

export const LAWS = ['cosine', 'linear', 'constant', 'warmup-stable-decay'] as const;
export type GridLaw = (typeof LAWS)[number];

/** A grid of learning rates whose every training is recorded: on which task, how long, with how many seeds. */
export interface Scene {
  readonly id: string;
  /** A task of content/, or the LeNet on the digits that the bench has of its own. */
  readonly task: 'digits-mlp' | 'wordnet-glosses' | 'digits-lenet' | 'minilm-rotten-tomatoes-lora';
  readonly totalUpdates: number;
  readonly batchSize: number;
  /** Trained with AdamW instead of the task's own optimiser. */
  readonly isAdamW?: boolean;
  readonly laws: readonly GridLaw[];
  readonly lowest: number;
  readonly highest: number;
  readonly learningRates: number;
  /** Trained with seeds 1 to this. */
  readonly seeds: number;
  /** Shares of the training; absent: every tenth. */
  readonly evaluatedAt?: readonly number[];
  /** Nothing of the search was chosen by it: what comes out of it says what a search finds that was not made for it. */
  readonly isHeldOut?: boolean;
}

const DECAYS = ['cosine', 'linear'] as const;
const ALL = [...DECAYS, 'constant'] as const;
const DIGITS = { task: 'digits-mlp', lowest: 1e-3, highest: 1, learningRates: 16, seeds: 10 } as const;
const GLOSSES = {
  task: 'wordnet-glosses',
  lowest: 3e-4,
  highest: 0.3,
  learningRates: 16,
  seeds: 10,
  // An evaluation costs as much as many updates.
  evaluatedAt: [0.1, 0.3, 0.5, 0.7, 1],
} as const;

const HELD_OUT = { isHeldOut: true, seeds: 5 } as const;

/**
 * Short to long trainings of the same tasks, and noisier ones: few epochs and many, where early ranks say more and less. The
 * constants of the climb were chosen on those that are not held out. A held-out one stays so: nothing may be chosen by it.
 */
export const SCENES: readonly Scene[] = [
  { id: 'digits-mlp-400', totalUpdates: 400, batchSize: 32, laws: ALL, ...DIGITS },
  { id: 'digits-mlp-200', totalUpdates: 200, batchSize: 32, laws: DECAYS, ...DIGITS },
  { id: 'digits-mlp-100', totalUpdates: 100, batchSize: 32, laws: DECAYS, ...DIGITS },
  { id: 'digits-mlp-400-batch-8', totalUpdates: 400, batchSize: 8, laws: DECAYS, ...DIGITS },
  { id: 'wordnet-glosses-600', totalUpdates: 600, batchSize: 64, laws: ALL, ...GLOSSES },
  { id: 'wordnet-glosses-300', totalUpdates: 300, batchSize: 64, laws: DECAYS, ...GLOSSES },
  { id: 'wordnet-glosses-150', totalUpdates: 150, batchSize: 64, laws: DECAYS, ...GLOSSES },
  { id: 'wordnet-glosses-600-batch-16', totalUpdates: 600, batchSize: 16, laws: DECAYS, ...GLOSSES },
  {
    ...{ id: 'digits-lenet-400', task: 'digits-lenet', totalUpdates: 400, batchSize: 32, laws: DECAYS },
    ...{ lowest: 1e-3, highest: 1, learningRates: 12, seeds: 5 },
  },
  {
    ...{ id: 'minilm-rotten-tomatoes-lora-100', task: 'minilm-rotten-tomatoes-lora', totalUpdates: 100, batchSize: 16 },
    ...{ laws: ['linear'], lowest: 1e-4, highest: 3e-2, learningRates: 10, seeds: 3, evaluatedAt: [0.1, 0.3, 0.5, 1] },
  },
  // Other lengths, other batches, a law and an optimiser that none of the above has.
  {
    ...{ ...DIGITS, ...HELD_OUT, id: 'digits-mlp-300-batch-16', totalUpdates: 300, batchSize: 16, learningRates: 14 },
    laws: [...DECAYS, 'warmup-stable-decay'],
  },
  {
    ...{ ...DIGITS, ...HELD_OUT, id: 'digits-mlp-300-adamw', totalUpdates: 300, batchSize: 32, isAdamW: true },
    ...{ laws: DECAYS, lowest: 1e-4, highest: 0.1, learningRates: 14 },
  },
  {
    ...{ ...GLOSSES, ...HELD_OUT, id: 'wordnet-glosses-400-batch-32', totalUpdates: 400, batchSize: 32 },
    ...{ laws: DECAYS, learningRates: 14 },
  },
  {
    ...{ ...HELD_OUT, id: 'digits-lenet-200', task: 'digits-lenet', totalUpdates: 200, batchSize: 32, laws: DECAYS },
    ...{ lowest: 1e-3, highest: 1, learningRates: 12 },
  },
];

/** Finer than some tasks are evaluated, so that rungs lie on these points. */
const EVERY_TENTH = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Updates after which the trainings of a scene are evaluated. */
export function evaluationsOf({ totalUpdates, evaluatedAt = EVERY_TENTH }: Scene): readonly number[] {
  return evaluatedAt.map((share) => Math.round(share * totalUpdates));
}

/** A policy of a grid. */
export interface GridPolicy {
  readonly law: GridLaw;
  readonly learningRate: number;
  readonly policy: Policy;
}

/** The policies of a scene, law by law, the learning rates ascending: the usual space's templates, and others beside them. */
export function gridOf({ laws, lowest, highest, learningRates }: Scene): readonly GridPolicy[] {
  const { templates } = usualSpace({ low: lowest, high: highest, groups: undefined }) as { templates: unknown[] };
  const height = { log: [lowest, highest] };
  const others = [
    { law: 'constant', learningRate: height },
    { law: 'warmup-stable-decay', peak: height, decay: { ratio: 0.2 }, warmup: { length: { ratio: 0.05 } } },
  ];
  const space = valueOrThrow(parseSpace({ version: 1, templates: [...templates, ...others] }));
  const drawn = valueOrThrow(drawPolicies(space, { draw: 'grid', count: learningRates, seed: 0, most: Infinity }));
  return drawn.flatMap(({ policy, template }) => {
    const law = LAWS[template];
    return law !== undefined && laws.includes(law)
      ? [{ law, learningRate: largestLearningRateField(policy), policy }]
      : [];
  });
}

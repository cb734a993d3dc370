import type { Policy } from '../policy/index.js';

/** Learning rates that a task can be trained with, and what every policy of it has to carry. */
export interface UsualSpaceOptions {
  readonly low: number;
  readonly high: number;
  readonly groups: Policy['groups'];
}

const WARMUP = { length: { ratio: 0.05 } };

/** The space that is searched where nobody wrote one: the two decays that fine-tuners use, each behind a short warm-up. */
export function usualSpace({ low, high, groups }: UsualSpaceOptions): unknown {
  const common = { warmup: WARMUP, ...(groups === undefined ? {} : { groups }) };
  const height = { log: [low, high] };
  return {
    version: 1,
    templates: [
      { law: 'cosine', peak: height, ...common },
      { law: 'linear', initial: height, ...common },
    ],
  };
}

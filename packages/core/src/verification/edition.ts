import type { CheckId } from './verdict.js';

/**
 * The rules of one time: which checks count, and every threshold. An edition that has judged anything is never edited:
 * the next one is added, and a report keeps the edition it was made under.
 */
export interface Edition {
  readonly name: string;
  readonly highestLevel: number;
  readonly checks: readonly CheckId[];
  readonly thresholds: {
    /** T01: allowed difference of a logged learning rate, as a share of the policy's. */
    readonly learningRateRelative: number;
    /** T01: and absolute, for values near 0. */
    readonly learningRateAbsolute: number;
    /** T01: skipped optimiser updates that fp16 loss scaling explains, as a share of the updates, and beyond it. */
    readonly skippedShare: number;
    readonly skippedExtra: number;
    /** T09: how many last losses two runs must not share, and how many different values make them tell something. */
    readonly suffixLosses: number;
    readonly suffixDistinct: number;
    /** T08: allowed relative difference of a recomputed read-out: none but the printing of a double. */
    readonly readOutRelative: number;
  };
}

import type { Predictions } from '../run/index.js';
import { spreadOf } from './spread.js';

/** How much probability a model gave to what was true, over the items of the test split. */
export interface Confidence {
  /** Mean of p(true class), 0 to 1. */
  readonly mean: number;
  /** Its sample standard deviation over items; null of one item. */
  readonly spread: number | null;
  /**
   * The share of items whose true class is surely among the five most probable. A lower bound: recorded predictions hold
   * no ranks of classes.
   */
  readonly topFiveAtLeast: number;
}

const TOP = 5;

/**
 * Confidence from recorded predictions: p(true) = e^(−logLoss), 0 where the loss was not finite. Were five others at least
 * as probable as the true class, the six would hold 6·p(true) or more; so with p(true) > 1/6 it is among the first five.
 * Null where there are no items.
 */
export function confidenceOf({ logLoss }: Predictions): Confidence | null {
  const probabilities = logLoss.map((loss) => (loss === null ? 0 : Math.exp(-loss)));
  const { count, mean, deviation } = spreadOf(probabilities);
  if (mean === null) return null;
  const sure = probabilities.filter((probability) => probability > 1 / (TOP + 1)).length;
  return { mean, spread: deviation, topFiveAtLeast: sure / count };
}

import { formatLearningRate } from '@ratebook/core/policy';

const DIGITS = 3;

/** A number in three digits, as people write it: 0.0312, 2e-5. */
export function short(value: number): string {
  return formatLearningRate(Number(value.toPrecision(DIGITS)));
}

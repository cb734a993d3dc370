import { mean, sampleVariance } from '../numeric/index.js';

/** Mean and sample standard deviation of some numbers, and how many they are. Null mean of none, null deviation of one. */
export interface Spread {
  readonly count: number;
  readonly mean: number | null;
  readonly deviation: number | null;
}

export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  return {
    count,
    mean: count === 0 ? null : mean(values),
    deviation: count < 2 ? null : Math.sqrt(sampleVariance(values)),
  };
}

import type { Extremes } from './law.js';

/** A law, a warm-up with what follows it, or a sequence, compiled: a pure function of its local time. */
export interface CompiledNode {
  readonly learningRateAt: (localTime: number) => number;
  readonly extremes: (from: number, to: number) => Extremes;
  /** Local times at which something changes, ascending. */
  readonly boundaries: readonly number[];
}

import type { Loop } from './closed-loop/loop.js';
import type { Extremes } from './law.js';

/** A law, a warm-up with what follows it, or a sequence, compiled: a pure function of its local time. */
export interface CompiledNode {
  /** Where nothing is ever observed, if the node is a closed loop. */
  readonly learningRateAt: (localTime: number) => number;
  /** Whatever is observed, if the node is a closed loop. */
  readonly extremes: (from: number, to: number) => Extremes;
  /** Local times at which something changes, ascending. */
  readonly boundaries: readonly number[];
  /** Null for an open loop. */
  readonly loop: Loop | null;
}

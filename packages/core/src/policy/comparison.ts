import type { PolicyEvent } from './closed-loop/loop.js';
import type { CompiledPolicy } from './compile.js';

/** What is compared with a policy: another one, or what a tool does. */
export interface Compared {
  /** The base learning rate (group multiplier 1) at update t, where nothing is observed. */
  readonly learningRateAt: (t: number) => number;
  /** The same where these evaluations happen; absent where it answers to none. */
  readonly replay?: (events: readonly PolicyEvent[]) => (t: number) => number;
  readonly groups: ReadonlyMap<string, number>;
}

/** Where two are farthest apart. */
export interface LargestDifference {
  /** |other − policy| as a share of the policy's peak over the run. */
  readonly ofPeak: number;
  readonly update: number;
  readonly policyLearningRate: number;
  readonly otherLearningRate: number;
  /** The parameter group it is seen in; null for the base learning rate. */
  readonly group: string | null;
}

/** Runs up to this length are compared at every update; longer ones at so many, and beside every boundary. */
const MOST_COMPARED = 200_000;
const BESIDE = 2;

/** Updates of a run that a comparison looks at, ascending. */
export function comparedUpdates(totalUpdates: number, boundaries: readonly number[]): readonly number[] {
  if (totalUpdates <= MOST_COMPARED) return Array.from({ length: totalUpdates }, (_, t) => t);
  const spread = Array.from({ length: MOST_COMPARED }, (_, index) =>
    Math.round((index * (totalUpdates - 1)) / (MOST_COMPARED - 1)),
  );
  const beside = boundaries.flatMap((boundary) =>
    Array.from({ length: 2 * BESIDE + 1 }, (_, index) => boundary - BESIDE + index),
  );
  const inside = [...spread, ...beside].filter((t) => t >= 0 && t < totalUpdates);
  return [...new Set(inside)].sort((a, b) => a - b);
}

/**
 * Compares something with a policy at every update of its run (of very long runs: at 200,000 evenly spread ones and
 * beside every boundary), in every parameter group of the policy; closed loops under several series of evaluations too.
 */
export function largestDifference(compiled: CompiledPolicy, other: Compared): LargestDifference {
  const updates = comparedUpdates(compiled.totalUpdates, compiled.boundaries);
  const peak = compiled.peakLearningRate;
  let largest: LargestDifference = {
    ofPeak: 0,
    update: 0,
    policyLearningRate: compiled.learningRateAt(0),
    otherLearningRate: other.learningRateAt(0),
    group: null,
  };
  const look = (policyAt: (t: number) => number, otherAt: (t: number) => number) => {
    for (const t of updates) {
      const [ours, theirs] = [policyAt(t), otherAt(t)];
      for (const [group, multiplier] of [[null, 1] as const, ...compiled.groups]) {
        const [policyLearningRate, otherLearningRate] = [
          ours * multiplier,
          theirs * (group === null ? 1 : (other.groups.get(group) ?? 1)),
        ];
        const distance = Math.abs(policyLearningRate - otherLearningRate);
        const ofPeak = peak === 0 ? (distance === 0 ? 0 : Infinity) : distance / peak;
        // A tool that gives NaN is as far away as can be.
        if (ofPeak > largest.ofPeak || Number.isNaN(ofPeak)) {
          largest = {
            ofPeak: Number.isNaN(ofPeak) ? Infinity : ofPeak,
            update: t,
            policyLearningRate,
            otherLearningRate,
            group,
          };
        }
      }
    }
  };
  look(compiled.learningRateAt, other.learningRateAt);
  for (const events of compiled.metrics.length > 0 ? trialEvents(compiled.totalUpdates, compiled.metrics) : []) {
    look(compiled.replay(events), other.replay?.(events) ?? other.learningRateAt);
  }
  return largest;
}

const TRIALS = 8;
const MOST_EVENTS = 60;

/** Series of evaluations that a closed loop is tried under: falling, rising, flat and noisy, the same every time. */
function trialEvents(totalUpdates: number, metrics: readonly string[]): readonly (readonly PolicyEvent[])[] {
  const count = Math.min(MOST_EVENTS, totalUpdates - 1);
  return Array.from({ length: TRIALS }, (_, trial) =>
    Array.from({ length: count }, (__, index) => {
      const t = Math.floor(((index + 1) * totalUpdates) / (count + 1));
      // A fixed sine at an irrational pace is noise enough, and needs no generator.
      const noise = Math.sin((index + 1) * (trial + 1) * Math.SQRT2) * (trial % 2 === 0 ? 0.3 : 0.01);
      const trend = trial % 4 < 2 ? 1 / (1 + index) : 1 + index * 0.01 * (trial - 5);
      return { t, metrics: Object.fromEntries(metrics.map((name) => [name, trend + noise])) };
    }),
  );
}

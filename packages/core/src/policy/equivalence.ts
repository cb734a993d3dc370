import { accepted, type Parsed } from '../refusal/index.js';
import type { RunContext } from '../units/index.js';
import { comparedUpdates, type LargestDifference, largestDifference } from './comparison.js';
import { type CompiledPolicy, compilePolicy } from './compile.js';
import type { Policy } from './policy.js';

/** Whether two policies are one training on a run, and where they are farthest apart. */
export interface Equivalence {
  /** The same learning rates at every update, in every group, to 1e-12 of the peak. */
  readonly isEquivalent: boolean;
  /** Null for equivalent ones. */
  readonly difference: PolicyDifference | null;
}

/** Where two policies are farthest apart. */
export interface PolicyDifference {
  /** |second − first| as a share of the larger of the two peaks. */
  readonly ofPeak: number;
  readonly update: number;
  readonly firstLearningRate: number;
  readonly secondLearningRate: number;
  /** The parameter group it is seen in; null for the base learning rate. */
  readonly group: string | null;
}

/**
 * Compares two policies on a run: different laws with different hashes may give the same learning rates there. Compared
 * at every update (of very long runs at 200,000 evenly spread ones and beside every boundary), in every parameter group;
 * closed loops also under the evaluations that an export is tried under, so that two of them may be told apart only by
 * others. Symmetric. Refused: what `compilePolicy` refuses for either.
 */
export function equivalentOn(first: Policy, second: Policy, run: RunContext): Parsed<Equivalence> {
  const [one, other] = [compilePolicy(first, run), compilePolicy(second, run)];
  if (!one.ok) return one;
  if (!other.ok) return other;
  return accepted(compareCompiled({ policy: first, compiled: one.value }, { policy: second, compiled: other.value }));
}

/** A policy, compiled for the run on which it is compared. */
export interface ComparedPolicy {
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
}

/** As exports that are computed in doubles. */
const TOLERANCE_OF_PEAK = 1e-12;

/** The same for policies that were compiled for one run: several are compared pair by pair without compiling anew. */
export function compareCompiled(one: ComparedPolicy, other: ComparedPolicy): Equivalence {
  const there = largestDifference(one.compiled, other.compiled);
  const back = asksForTheWayBack(one.compiled, other.compiled)
    ? largestDifference(other.compiled, one.compiled)
    : there;
  if (Math.max(there.ofPeak, back.ofPeak) <= TOLERANCE_OF_PEAK) return { isEquivalent: true, difference: null };
  const peak = Math.max(one.compiled.peakLearningRate, other.compiled.peakLearningRate);
  const difference = (first: number, second: number, { update, group }: LargestDifference): PolicyDifference => ({
    ofPeak: Math.abs(second - first) / peak,
    update,
    firstLearningRate: first,
    secondLearningRate: second,
    group,
  });
  const first = difference(there.policyLearningRate, there.otherLearningRate, there);
  if (back === there) return { isEquivalent: false, difference: first };
  const second = difference(back.otherLearningRate, back.policyLearningRate, back);
  return { isEquivalent: false, difference: first.ofPeak >= second.ofPeak ? first : second };
}

/** A comparison looks at the groups, the metrics and in very long runs the boundaries of the first: is there more to see? */
function asksForTheWayBack(one: CompiledPolicy, other: CompiledPolicy): boolean {
  if ([...other.groups.keys()].some((group) => !one.groups.has(group))) return true;
  if (other.metrics.some((metric) => !one.metrics.includes(metric))) return true;
  const isComparedWhole = comparedUpdates(one.totalUpdates, []).length === one.totalUpdates;
  const known = new Set(one.boundaries);
  return !isComparedWhole && other.boundaries.some((boundary) => !known.has(boundary));
}

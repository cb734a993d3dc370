import { accepted, type Parsed } from '../refusal/index.js';
import type { RunContext } from '../units/index.js';
import { compilePolicy } from './compile.js';
import type { ExportInput } from './exporters/exporter.js';
import { fidelityOf } from './exporters/fidelity.js';
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
export type ComparedPolicy = Pick<ExportInput, 'policy' | 'compiled'>;

/** The same for policies that were compiled for one run: several are compared pair by pair without compiling anew. */
export function compareCompiled(one: ComparedPolicy, other: ComparedPolicy): Equivalence {
  // Each is looked at with the groups and metrics of the other: neither side's may be passed over.
  const there = farthest(one, other);
  const back = farthest(other, one);
  const difference = (there?.ofPeak ?? 0) >= (back?.ofPeak ?? 0) ? there : back && swapped(back);
  return { isEquivalent: difference === null, difference };
}

/** The largest difference in the groups and under the metrics of `one`; null where there is none. */
function farthest(one: ComparedPolicy, { compiled: other }: ComparedPolicy): PolicyDifference | null {
  const { totalUpdates, learningRateAt, replay, groups } = other;
  const run = { totalUpdates, updatesPerEpoch: null, tokensPerUpdate: null };
  // One policy is to the other what a tool that computes in doubles is to it.
  const fidelity = fidelityOf({ ...OTHER_POLICY, learningRateAt, replay, groups }, { ...one, run });
  if (fidelity.kind === 'exact') return null;
  const { update, policyLearningRate, toolLearningRate, group } = fidelity.difference;
  const peak = Math.max(one.compiled.peakLearningRate, other.peakLearningRate);
  return {
    ofPeak: Math.abs(toolLearningRate - policyLearningRate) / peak,
    update,
    firstLearningRate: policyLearningRate,
    secondLearningRate: toolLearningRate,
    group,
  };
}

const OTHER_POLICY = {
  form: 'another policy',
  intent: 'law',
  language: 'json',
  code: '',
  settings: null,
  precision: 'double',
  notes: [],
} as const;

const swapped = (difference: PolicyDifference): PolicyDifference => ({
  ...difference,
  firstLearningRate: difference.secondLearningRate,
  secondLearningRate: difference.firstLearningRate,
});

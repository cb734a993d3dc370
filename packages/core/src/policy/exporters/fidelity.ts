import { largestDifference } from '../comparison.js';
import type { ExportCandidate, ExportInput } from './exporter.js';

/** How well a written-out configuration says the policy, over the reader's whole run. */
export type Fidelity =
  | { readonly kind: 'exact'; readonly toleranceOfPeak: number }
  | { readonly kind: 'approximate'; readonly difference: ToolDifference }
  | { readonly kind: 'not-expressible'; readonly difference: ToolDifference };

/** Where tool and policy are farthest apart. */
export interface ToolDifference {
  /** |tool − policy| as a share of the policy's peak over the run. */
  readonly ofPeak: number;
  readonly update: number;
  readonly policyLearningRate: number;
  readonly toolLearningRate: number;
  /** The parameter group it is seen in; null for the base learning rate. */
  readonly group: string | null;
}

/** Of the peak: near the end of a cosine one ulp of cos is large against the value itself. */
const TOLERANCE_OF_PEAK = { double: 1e-12, single: 1e-6 } as const;

/** Compares a candidate with the policy over the whole run, in every parameter group, as `largestDifference` looks at it. */
export function fidelityOf(candidate: ExportCandidate, { compiled }: ExportInput): Fidelity {
  const { otherLearningRate, ...where } = largestDifference(compiled, candidate);
  const difference = { ...where, toolLearningRate: otherLearningRate };
  const toleranceOfPeak = TOLERANCE_OF_PEAK[candidate.precision];
  // What answers to no evaluation is no closed loop, even where the series that were tried make no difference.
  if (compiled.loop !== null && candidate.replay === undefined) return { kind: 'not-expressible', difference };
  if (difference.ofPeak <= toleranceOfPeak) return { kind: 'exact', toleranceOfPeak };
  return { kind: candidate.intent === 'law' ? 'approximate' : 'not-expressible', difference };
}

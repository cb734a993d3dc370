import { type Parsed, refused } from '../../refusal/index.js';
import type { Policy } from '../policy.js';

/** A bare trace: at update index `update[i]` (from 0) the tool logged `learningRate[i]`. Updates ascend; some may be missing. */
export interface LearningRateTrace {
  readonly update: readonly number[];
  readonly learningRate: readonly number[];
  /** Updates of the whole run, where known; else the trace's last update + 1. */
  readonly totalUpdates: number | null;
}

/** The simplest policy that reproduces a trace on its budget. */
export interface TraceFit {
  readonly policy: Policy;
  readonly totalUpdates: number;
  /** Whether the log holds the learning rate that was applied, or the next update's. */
  readonly semantics: 'applied' | 'next';
  /** Optimiser updates that were counted but skipped, so that the schedule lags by so many from some update on. */
  readonly skippedUpdates: number;
  /** Largest |policy − logged| as a share of the peak. */
  readonly errorOfPeak: number;
}

export function fitTrace(_trace: LearningRateTrace): Parsed<TraceFit> {
  return refused();
}

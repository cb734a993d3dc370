import { type ArmSummary, type RecordedRun, type ScaledArm, summariseArm } from '@ratebook/core/summary';
import type { LmEvalResult } from '../importers/lm-eval.js';
import type { FinishedRun } from './finished-run.js';
import { type Job, policyLine } from './job.js';
import { recordedRun } from './recorded-run.js';

/** An arm of an evaluation with its runs and what they come to. */
export interface EvaluatedArm {
  readonly policy: string;
  readonly runs: readonly RecordedRun[];
  readonly summary: ArmSummary;
}

/** What an evaluation found. */
export interface EvaluationResult {
  readonly job: Job;
  /** Every arm of the job: those that were asked for first, then their scales. */
  readonly arms: readonly EvaluatedArm[];
  /** How many of them were asked for. */
  readonly asked: number;
  readonly scaled: readonly ScaledArm[];
  /** Secondary metrics of the one model that was asked for. */
  readonly metrics: LmEvalResult | null;
}

export function evaluationResult(
  job: Job,
  finished: readonly FinishedRun[],
  given: Pick<EvaluationResult, 'asked' | 'scaled' | 'metrics'>,
): EvaluationResult {
  const recorded = finished.map(recordedRun);
  const arms = job.arms.map((_, arm) => {
    const runs = recorded.filter(({ run }) => run.arm === arm);
    return { policy: policyLine(job, arm), runs, summary: summariseArm(job.task.metric, runs) };
  });
  return { job, arms, ...given };
}

/** The mean of the metric at each scale of an arm, its own height among them, ascending. */
export function scalesOf({ arms, scaled }: EvaluationResult, original: number) {
  return [{ original, factor: 1, arm: original }, ...scaled.filter((one) => one.original === original)]
    .toSorted((a, b) => a.factor - b.factor)
    .map(({ factor, arm }) => ({ factor, policy: arms[arm]?.policy ?? '', summary: arms[arm]?.summary ?? null }));
}

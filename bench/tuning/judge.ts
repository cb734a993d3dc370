import type { Policy } from '@ratebook/core/policy';
import { type Field, finalLoss, meanLoss } from './field.js';

/** What a whole grid with one seed found, and cost: what a search is held against. */
export interface Grid {
  readonly bestLoss: number;
  /** Of the one with the least loss. */
  readonly bestMetric: number;
  /** The least of the candidates' means over seeds. */
  readonly bestMean: number;
  /** Updates that were really made: those that diverged stopped there. */
  readonly updates: number;
  /** Evaluations: each candidate's last. */
  readonly evaluations: number;
}

/** How good a policy is beside the grid's best, on the validation split. */
export interface Judgement {
  /** Its loss beside the grid's best with the search's own seed, less one. */
  readonly regret: number;
  /** Its mean over seeds beside the best mean, less one. */
  readonly meanRegret: number;
  /** Whether its metric is within two standard errors of the best one's. */
  readonly isMetricAsGood: boolean;
}

export function gridFound(field: Field, seed: number): Grid {
  const { candidates, landscape } = field;
  const reports = candidates.map(({ policy }) => landscape.report(policy, seed));
  const best = reports.toSorted((a, b) => finalLoss(a) - finalLoss(b))[0] ?? null;
  return {
    bestLoss: finalLoss(best),
    bestMetric: best?.readings.at(-1)?.metric ?? 0,
    bestMean: Math.min(...candidates.map(({ policy }) => meanLoss(field, policy))),
    updates: reports.reduce((sum, report) => sum + (report?.updates ?? 0), 0),
    evaluations: reports.length,
  };
}

const STANDARD_ERRORS = 2;

export function judge(field: Field, seed: number, grid: Grid, policy: Policy): Judgement {
  const { landscape } = field;
  const report = landscape.report(policy, seed);
  const metric = report?.end === 'completed' ? (report.readings.at(-1)?.metric ?? 0) : 0;
  const { bestMetric, bestLoss, bestMean } = grid;
  const standardError = Math.sqrt((bestMetric * (1 - bestMetric)) / landscape.validationExamples);
  return {
    regret: finalLoss(report) / bestLoss - 1,
    meanRegret: meanLoss(field, policy) / bestMean - 1,
    isMetricAsGood: metric >= bestMetric - STANDARD_ERRORS * standardError,
  };
}

export const NEAR = 0.01;

/** The share of `among` that are within 1% of the best. */
export const isNear = (regret: number) => regret <= NEAR;

import { mean, sampleVariance } from '../numeric/index.js';
import type { RankingRules } from './rules.js';
import { bounds, divergenceProbability, type Estimate, meanVariance } from './score.js';
import { leaderGroup, rankRanges } from './tie-groups.js';
import {
  type ArmVariance,
  fitVariancePrior,
  moderateVariance,
  pooledVariance,
  varianceBetweenAccounts,
  type VariancePrior,
} from './variance.js';

export type View = 'all' | 'verified' | 'records';

/** The least level a run needs on each view. */
export const VIEW_LEVELS: Readonly<Record<View, number>> = { all: 2, verified: 4, records: 6 };

/** One run as ranking sees it. The level reaches it as a number. */
export interface RankedRun {
  readonly account: string;
  /** The task's metric at its last evaluation point; null where the run has none. */
  readonly metric: number | null;
  readonly status: 'completed' | 'diverged' | 'abandoned';
  readonly level: number;
  readonly isImported: boolean;
  readonly updates: number;
  readonly deviceSeconds: number | null;
}

export interface RankedArm {
  readonly armHash: string;
  readonly runs: readonly RankedRun[];
}

export interface RankingInput {
  readonly direction: 'maximize' | 'minimize';
  /** What a diverged run is counted as: the metric of a model that has learnt nothing. Null where it is not known. */
  readonly chance: number | null;
  /** Seed noise of the task's baseline, where it was calibrated. */
  readonly calibration: { readonly variance: number; readonly runs: number } | null;
  readonly view: View;
  readonly arms: readonly RankedArm[];
}

/** One row of a board. Metric values are in the task's own direction; lower ≤ mean ≤ upper always. */
export interface BoardRow {
  readonly armHash: string;
  /** Null where the arm is not ranked. */
  readonly rank: { readonly from: number; readonly to: number } | null;
  readonly unrankedReason: string | null;
  /** Runs that count: completed, diverged (imputed) and abandoned (imputed). */
  readonly runs: number;
  readonly completedRuns: number;
  readonly divergedRuns: number;
  readonly abandonedRuns: number;
  readonly accounts: number;
  readonly mean: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The bound that ranks: lower of a metric to maximize, upper of one to minimize. */
  readonly score: number | null;
  readonly isLeader: boolean;
  readonly inLeaderGroup: boolean;
  readonly isImported: boolean;
  readonly divergence: { readonly mean: number; readonly lower: number; readonly upper: number };
  readonly level: number;
  readonly meanUpdates: number | null;
  readonly meanDeviceSeconds: number | null;
}

export interface Board {
  readonly rankingVersion: string;
  readonly view: View;
  /** Seed deviation of the task, s0; null where nothing is known of it. */
  readonly seedDeviation: number | null;
  /** Ranked rows by score, best first; then the unranked. */
  readonly rows: readonly BoardRow[];
}

interface Counted {
  readonly armHash: string;
  readonly runs: readonly RankedRun[];
  readonly isImported: boolean;
  readonly completed: readonly number[];
  readonly diverged: number;
  readonly abandoned: number;
  readonly accounts: number;
  readonly own: ArmVariance | null;
}

/**
 * Ranks the arms of a task by its metric within a budget, looked at through one view (docs/ranking.md): moderated
 * variances, one-sided bounds, the group that cannot be told from the leader. O(K log K) in arms.
 */
export function rankArms(input: RankingInput, rules: RankingRules): Board {
  const sign = input.direction === 'maximize' ? 1 : -1;
  // In one order whatever the input's, so that everybody's sums have the same last digit.
  const counted = input.arms
    .toSorted((a, b) => (a.armHash < b.armHash ? -1 : 1))
    .map((arm) => countRuns(arm, input.view, sign))
    .filter((arm) => arm !== null);
  const clean = counted.filter(({ diverged, abandoned }) => diverged + abandoned === 0).flatMap(({ own }) => own ?? []);
  const prior = fitVariancePrior(clean, rules) ?? fromCalibration(input, rules) ?? pooledVariance(clean, rules);
  if (prior === null || prior.variance === 0) {
    const rows = counted.map((arm) => unranked(arm, 'the task’s seed noise is not known yet', sign));
    return { rankingVersion: rules.rankingVersion, view: input.view, seedDeviation: null, rows };
  }
  const betweenAccounts = varianceBetweenAccounts(counted.map((arm) => accountMeans(arm, prior, rules, sign)));
  const ranked: { arm: Counted; estimate: Estimate }[] = [];
  const rest: BoardRow[] = [];
  for (const arm of counted) {
    const estimate = estimateOf(arm, input, prior, betweenAccounts, rules);
    if (typeof estimate === 'string') rest.push(unranked(arm, estimate, sign));
    else ranked.push({ arm, estimate });
  }
  const rows = rankedRows(ranked, rules, sign);
  return {
    rankingVersion: rules.rankingVersion,
    view: input.view,
    seedDeviation: Math.sqrt(prior.variance),
    rows: [...rows, ...rest],
  };
}

function fromCalibration({ calibration }: RankingInput, rules: RankingRules): VariancePrior | null {
  if (calibration === null) return null;
  return {
    degrees: Math.min(rules.mostPriorDegrees, calibration.runs - 1),
    variance: calibration.variance,
    source: 'calibration',
  };
}

/** The runs of an arm that the view counts. Imported ones speak only for an arm that nobody ran under a ticket. */
function countRuns({ armHash, runs }: RankedArm, view: View, sign: number): Counted | null {
  const eligible = runs.filter(
    ({ level, isImported }) => level >= VIEW_LEVELS[view] && (view === 'all' || !isImported),
  );
  const ticketed = withoutStrangers(eligible.filter(({ isImported }) => !isImported));
  const counting = ticketed.length > 0 ? ticketed : withoutStrangers(eligible.filter(({ isImported }) => isImported));
  if (counting.length === 0) return null;
  const completed = counting
    .flatMap(({ status, metric }) => (status === 'completed' && metric !== null ? [sign * metric] : []))
    .sort((a, b) => a - b);
  return {
    armHash,
    runs: counting,
    isImported: ticketed.length === 0,
    completed,
    diverged: counting.filter(({ status }) => status === 'diverged').length,
    abandoned: counting.filter(({ status }) => status === 'abandoned').length,
    accounts: new Set(counting.map(({ account }) => account)).size,
    own: completed.length >= 2 ? { variance: sampleVariance(completed), degrees: completed.length - 1 } : null,
  };
}

/**
 * A stranger who lets tickets lapse must not sink an arm, nor hide its imports: abandoned runs count only beside
 * completed ones of their account.
 */
function withoutStrangers(runs: readonly RankedRun[]): readonly RankedRun[] {
  const finishers = new Set(runs.filter(({ status }) => status === 'completed').map(({ account }) => account));
  return runs.filter(({ status, account }) => status !== 'abandoned' || finishers.has(account));
}

function accountMeans(arm: Counted, prior: VariancePrior, rules: RankingRules, sign: number) {
  const byAccount = new Map<string, number[]>();
  for (const { account, status, metric } of arm.runs) {
    if (status !== 'completed' || metric === null) continue;
    byAccount.set(account, [...(byAccount.get(account) ?? []), sign * metric]);
  }
  const groups = [...byAccount]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, values]) => values.toSorted((a, b) => a - b));
  return {
    means: groups.map((values) => mean(values)),
    runsByAccount: groups.map((values) => values.length),
    variance: moderateVariance(arm.own, prior, rules).variance,
  };
}

/** The arm's estimate in oriented units, or why it is not ranked. */
function estimateOf(
  arm: Counted,
  input: RankingInput,
  prior: VariancePrior,
  betweenAccounts: number,
  rules: RankingRules,
): Estimate | string {
  const { completed, diverged, abandoned } = arm;
  const total = completed.length + diverged + abandoned;
  if (abandoned > rules.abandonedShare * total) return `${String(abandoned)} of ${String(total)} runs were abandoned`;
  if (total === 0) return 'no run has the task’s metric';
  if (diverged > 0 && input.chance === null) return 'a run diverged, and the task’s chance level is not known';
  const moderated = moderateVariance(arm.own, prior, rules);
  const sign = input.direction === 'maximize' ? 1 : -1;
  const chance = sign * (input.chance ?? 0);
  const imputed = Array.from({ length: diverged }, () => chance);
  const known = [...completed, ...imputed];
  const worst = Math.min(...known) - Math.sqrt(moderated.variance);
  const values = [...known, ...Array.from({ length: abandoned }, () => worst)];
  const variance = meanVariance(moderated.variance, values.length, betweenAccounts, arm.accounts);
  const estimate = { mean: mean(values), variance, degrees: moderated.degrees };
  if (!arm.isImported) return estimate;
  return {
    ...estimate,
    mean: estimate.mean - rules.importedBias * Math.sqrt(prior.variance),
    variance: variance + rules.importedVariance * prior.variance,
  };
}

function rankedRows(
  ranked: readonly { arm: Counted; estimate: Estimate }[],
  rules: RankingRules,
  sign: number,
): readonly BoardRow[] {
  const scored = ranked
    .map(({ arm, estimate }) => ({ arm, estimate, interval: bounds(estimate, rules.confidence) }))
    // Equal scores are told apart by hash, so that everybody gets the same order.
    .sort((a, b) => b.interval.lower - a.interval.lower || (a.arm.armHash < b.arm.armHash ? -1 : 1));
  const inGroup = leaderGroup(
    scored.map(({ estimate }) => estimate),
    0,
    rules.tieAlpha,
  );
  const ranges = rankRanges(scored.map(({ interval }) => interval));
  return scored.map(({ arm, estimate, interval }, index): BoardRow => {
    const [low, high] = sign > 0 ? [interval.lower, interval.upper] : [-interval.upper, -interval.lower];
    return {
      ...countsOf(arm),
      rank: ranges[index] ?? null,
      unrankedReason: null,
      mean: sign * estimate.mean,
      lower: low,
      upper: high,
      score: sign * interval.lower,
      isLeader: index === 0,
      inLeaderGroup: inGroup[index] ?? false,
    };
  });
}

function unranked(arm: Counted, reason: string, sign: number): BoardRow {
  return {
    ...countsOf(arm),
    rank: null,
    unrankedReason: reason,
    mean: arm.completed.length > 0 ? sign * mean(arm.completed) : null,
    lower: null,
    upper: null,
    score: null,
    isLeader: false,
    inLeaderGroup: false,
  };
}

function countsOf(arm: Counted) {
  const seconds = arm.runs
    .flatMap(({ deviceSeconds, status }) => (status === 'completed' && deviceSeconds !== null ? [deviceSeconds] : []))
    .sort((a, b) => a - b);
  const updates = arm.runs.filter(({ status }) => status === 'completed').map((run) => run.updates);
  const judged = arm.completed.length + arm.diverged;
  return {
    armHash: arm.armHash,
    runs: arm.runs.length,
    completedRuns: arm.completed.length,
    divergedRuns: arm.diverged,
    abandonedRuns: arm.abandoned,
    accounts: arm.accounts,
    isImported: arm.isImported,
    divergence: divergenceProbability(arm.diverged, judged),
    level: Math.min(...arm.runs.map(({ level }) => level)),
    meanUpdates: updates.length > 0 ? mean(updates) : null,
    meanDeviceSeconds: seconds.length > 0 ? mean(seconds) : null,
  };
}

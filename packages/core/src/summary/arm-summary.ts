import type { Predictions, Run, Timing, Trace } from '../run/index.js';
import type { Metric } from '../task/index.js';
import { type Confidence, confidenceOf } from './confidence.js';
import { type Spread, spreadOf } from './spread.js';
import { lossGap } from './robustness.js';

/** A run with what it recorded; null where it has none. */
export interface RecordedRun {
  readonly run: Run;
  readonly trace: Trace | null;
  readonly timing: Timing | null;
  readonly predictions: Predictions | null;
}

/** How good an arm's models are: utility, as LRBench names it. */
export interface Utility {
  /** The task's metric on the test split, over runs that have it. */
  readonly metric: Spread;
  /** Runs without a test value: diverged, given up. */
  readonly lost: number;
  /** Means over runs with predictions; null where none has any. */
  readonly confidence: Confidence | null;
}

/** What an arm's runs took, all of them together, those that failed too. Null where no run says it. */
export interface ArmCost {
  readonly updates: number;
  readonly examples: number;
  readonly tokens: number | null;
  readonly deviceSeconds: number | null;
  readonly energyJoules: number | null;
  /** The most that any run held. */
  readonly peakMemoryBytes: number | null;
}

export interface ArmSummary {
  readonly utility: Utility;
  readonly cost: ArmCost;
  /** Held-out less training loss, in nats, over runs that have both. */
  readonly lossGap: Spread;
}

/** What the runs of one arm come to. */
export function summariseArm(metric: Pick<Metric, 'name'>, runs: readonly RecordedRun[]): ArmSummary {
  const values = runs.flatMap(
    ({ run }) => run.evaluations.findLast(({ split }) => split === 'test')?.metrics[metric.name] ?? [],
  );
  const gaps = runs.flatMap(({ run, trace }) => (trace === null ? [] : (lossGap(run, trace) ?? [])));
  return {
    utility: { metric: spreadOf(values), lost: runs.length - values.length, confidence: meanConfidence(runs) },
    cost: costOf(runs),
    lossGap: spreadOf(gaps),
  };
}

function meanConfidence(runs: readonly RecordedRun[]): Confidence | null {
  const all = runs.flatMap(({ predictions }) => (predictions === null ? [] : (confidenceOf(predictions) ?? [])));
  const mean = spreadOf(all.map((one) => one.mean)).mean;
  if (mean === null) return null;
  return {
    mean,
    spread: spreadOf(all.flatMap(({ spread }) => spread ?? [])).mean,
    topFiveAtLeast: spreadOf(all.map((one) => one.topFiveAtLeast)).mean ?? 0,
  };
}

function costOf(runs: readonly RecordedRun[]): ArmCost {
  const last = (column: (timing: Timing) => readonly number[] | null) =>
    runs.map(({ timing }) => (timing === null ? null : (column(timing)?.at(-1) ?? null)));
  const peaks = runs.flatMap(({ timing }) => timing?.peakMemoryBytes ?? []);
  return {
    updates: runs.reduce((sum, { run }) => sum + run.cost.updates, 0),
    examples: runs.reduce((sum, { run }) => sum + run.cost.examples, 0),
    tokens: sumOf(runs.map(({ run }) => run.cost.tokens)),
    deviceSeconds: sumOf(last(({ deviceSeconds }) => deviceSeconds)),
    energyJoules: sumOf(last(({ energyJoules }) => energyJoules)),
    peakMemoryBytes: peaks.length === 0 ? null : peaks.reduce((most, one) => Math.max(most, one), 0),
  };
}

/** A sum of which a part is not known is not known. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

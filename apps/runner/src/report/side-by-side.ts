import { holmAdjusted, mean, sampleVariance, studentTCdf, studentTQuantile } from '@ratebook/core/numeric';
import type { Run } from '@ratebook/core/run';

/** The level of the tests, two-sided, and one minus that of the intervals. */
export const ALPHA = 0.05;
const POWER = 0.8;

/** What one side's runs of an arm came to, in the unit of the task's metric. */
export interface SideResult {
  readonly runs: number;
  readonly diverged: number;
  /** The metric on the test split at the end, of every run that completed and has it. */
  readonly values: readonly number[];
  /** Null without a value. */
  readonly mean: number | null;
  /** Sample standard deviation over seeds; null for fewer than two values. */
  readonly deviation: number | null;
  /** Mean cost of a run that completed; null where none did. Tokens are null where they are not counted. */
  readonly updates: number | null;
  readonly examples: number | null;
  readonly tokens: number | null;
  /** Mean wall seconds, self-reported; null where nothing is known of them. */
  readonly wallSeconds: number | null;
}

/** The difference of two means of the same arm, and what may be said of it. */
export interface Difference {
  /** New mean minus original mean, in the unit of the metric. */
  readonly value: number;
  /** Its 95% interval. */
  readonly lower: number;
  readonly upper: number;
  readonly degrees: number;
  /** Two-sided p of this arm alone, and adjusted for all arms that are compared (Holm). */
  readonly pValue: number;
  readonly adjustedPValue: number;
  /** The difference that so many runs would find with 80% power at 5%. */
  readonly detectable: number;
}

export type Verdict = 'not-distinguishable' | 'differs' | 'not-comparable';

/** One arm as it was submitted and as it was trained again. */
export interface ArmComparison {
  readonly original: SideResult;
  readonly again: SideResult;
  readonly difference: Difference | null;
  readonly verdict: Verdict;
  /** Why they cannot be compared; null where they can. */
  readonly reason: string | null;
}

/** A run with what its timing says; seconds are null where nothing is known. */
export interface TimedRun {
  readonly run: Pick<Run, 'arm' | 'status' | 'evaluations' | 'cost'>;
  readonly wallSeconds: number | null;
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : mean(known);
}

function sideOf(runs: readonly TimedRun[], metric: string): SideResult {
  const completed = runs.filter(({ run }) => run.status === 'completed');
  const values = completed.flatMap(
    ({ run }) => run.evaluations.findLast(({ split }) => split === 'test')?.metrics[metric] ?? [],
  );
  return {
    runs: runs.length,
    diverged: runs.filter(({ run }) => run.status === 'diverged').length,
    values,
    mean: values.length === 0 ? null : mean(values),
    deviation: values.length < 2 ? null : Math.sqrt(sampleVariance(values)),
    updates: meanOrNull(completed.map(({ run }) => run.cost.updates)),
    examples: meanOrNull(completed.map(({ run }) => run.cost.examples)),
    tokens: meanOrNull(completed.map(({ run }) => run.cost.tokens)),
    wallSeconds: meanOrNull(completed.map(({ wallSeconds }) => wallSeconds)),
  };
}

function incomparable(original: SideResult, again: SideResult): string | null {
  const none = (side: SideResult) =>
    `none of its ${String(side.runs)} runs has a result (${String(side.diverged)} diverged)`;
  if (original.values.length === 0) return `in the original ${none(original)}`;
  if (again.values.length === 0) return `trained again, ${none(again)}`;
  return null;
}

/**
 * Two means of one arm, by the pooled two-sample t-test: being the same arm, both sides have the same seed noise.
 * s² = ((n1 − 1)·s1² + (n2 − 1)·s2²) / ν, ν = n1 + n2 − 2, t = (m2 − m1) / (s·√(1/n1 + 1/n2)). No prior moderates s², as
 * boards have one: the noise of an arm that is not trained to its end may be many times the baseline's. Null where
 * nothing is known of the noise, which a variance of 0 counts as: a coarse metric, too few seeds.
 */
function differenceOf(original: SideResult, again: SideResult): Omit<Difference, 'adjustedPValue'> | null {
  if (original.mean === null || again.mean === null) return null;
  const squaresOf = ({ values, deviation }: SideResult) => (deviation ?? 0) ** 2 * (values.length - 1);
  const [squares, degrees] = [squaresOf(original) + squaresOf(again), original.values.length + again.values.length - 2];
  if (degrees === 0 || squares === 0) return null;
  const error = Math.sqrt((squares / degrees) * (1 / original.values.length + 1 / again.values.length));
  const value = again.mean - original.mean;
  const critical = studentTQuantile(1 - ALPHA / 2, degrees);
  return {
    value,
    lower: value - critical * error,
    upper: value + critical * error,
    degrees,
    pValue: 2 * studentTCdf(-Math.abs(value) / error, degrees),
    detectable: (critical + studentTQuantile(POWER, degrees)) * error,
  };
}

/**
 * Compares the runs of a submission with new runs of the same arms, arm by arm. With several arms the verdicts hold for all
 * of them together: 5% is the chance that any arm that is the same is said to differ.
 */
export function compareArms(
  metric: string,
  armCount: number,
  originalRuns: readonly TimedRun[],
  newRuns: readonly TimedRun[],
): readonly ArmComparison[] {
  const sideOfArm = (runs: readonly TimedRun[], arm: number) =>
    sideOf(
      runs.filter(({ run }) => run.arm === arm),
      metric,
    );
  const sides = Array.from({ length: armCount }, (_, arm) => ({
    original: sideOfArm(originalRuns, arm),
    again: sideOfArm(newRuns, arm),
  }));
  const differences = sides.map(({ original, again }) => differenceOf(original, again));
  const tested = differences.filter((one) => one !== null);
  const adjusted = holmAdjusted(tested.map(({ pValue }) => pValue));
  return sides.map(({ original, again }, arm): ArmComparison => {
    const difference = differences[arm] ?? null;
    if (difference === null) {
      const reason =
        incomparable(original, again) ?? 'nothing is known of the noise between seeds; more of them tell it: --seeds 3';
      return { original, again, difference: null, verdict: 'not-comparable', reason };
    }
    const adjustedPValue = adjusted[tested.indexOf(difference)] ?? difference.pValue;
    const verdict = adjustedPValue < ALPHA ? 'differs' : 'not-distinguishable';
    return { original, again, difference: { ...difference, adjustedPValue }, verdict, reason: null };
  });
}

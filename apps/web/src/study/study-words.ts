import { formatCount, formatMetric, formatNumber, plural } from '../text/numbers';

export interface StudyMetric {
  readonly name: string;
  readonly direction: string;
  readonly unit: string;
}

export interface PairedGain {
  readonly seeds: number;
  readonly mean: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

export type StudyMethod = 'SINGLE' | 'COMPOSITE' | 'COST_EFFECTIVE';

const METHODS: Readonly<Record<StudyMethod, string>> = {
  SINGLE: 'best single policy',
  COMPOSITE: 'composition over phases',
  COST_EFFECTIVE: 'cheapest to a target',
};

/** A study's method in words; what has no readable plan has none. */
export function methodText(method: StudyMethod | null): string {
  return method === null ? 'its plan cannot be read' : METHODS[method];
}

/** What a study found, in a sentence; whether its runs are what its plan asks for is said first. */
export function studySentence(study: {
  readonly problem: string | null;
  readonly because: string | null;
  readonly winner: { readonly arm: { readonly policy: { readonly notation: string } } | null } | null;
}): string {
  const notation = study.winner?.arm?.policy.notation;
  if (study.because === null) return 'Its runs do not lead to an outcome.';
  if (study.problem !== null) return `Not what its plan asks for: ${notation ?? 'no winner'}, ${study.because}.`;
  return `${notation ?? 'No winner'}: ${study.because}.`;
}

/** What is the matter with a study that has a problem: with its plan, or with its runs. */
export function problemHeading(study: { readonly method: StudyMethod | null; readonly trialCount: number }): string {
  if (study.method === null) return 'It cannot be read back.';
  return study.trialCount === 0 ? 'Its plan does not fit.' : 'Its runs are not what its plan asks for.';
}

/** Updates beside the full grid's: `1,200 updates, 34% of the full grid`; without a grid the updates alone. */
export function costText(updates: number, fullGrid: number): string {
  return fullGrid > 0
    ? `${plural(updates, 'update')}, ${shareText(updates, fullGrid)} of the full grid`
    : plural(updates, 'update');
}

/** `34%`; under ten percent with one decimal. */
export function shareText(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  return `${String(Number(percent.toFixed(percent < 10 ? 1 : 0)))}%`;
}

/** A difference of metrics with its sign; of shares and percentages in percentage points: `+0.4 points`. */
export function differenceText(difference: number, unit: string): string {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '';
  const size = Math.abs(difference);
  const points = unit === 'share' ? 100 * size : unit === 'percent' ? size : null;
  return points === null
    ? `${sign}${formatMetric(size, unit)}`
    : `${sign}${String(Number(points.toFixed(2)))} percentage points`;
}

/** How much better the winner is, with its bounds, and whether it can be told from the runner-up. */
export function gainText(gain: PairedGain, { unit }: StudyMetric): string {
  const mean = `${differenceText(gain.mean, unit)} on test, in pairs over ${plural(gain.seeds, 'seed')}`;
  if (gain.lower === null || gain.upper === null) return `${mean}; one seed tells nothing of the noise`;
  const bounds = `between ${differenceText(gain.lower, unit)} and ${differenceText(gain.upper, unit)}, each one-sided at 95%`;
  return `${mean}, ${bounds}${gain.lower > 0 ? '' : ': it cannot be told from the runner-up'}`;
}

/** When a target was reached: `after 300 updates`, or that it was not. */
export function reachedText(updates: number | null): string {
  return updates === null ? 'not reached' : `after ${plural(updates, 'update')}`;
}

interface TrialEnd {
  readonly status: string | null;
  readonly reason: string | null;
  readonly prunedBecause: string | null;
  readonly updates: number | null;
}

/** What became of a trial, and why. */
export function trialEndText({ status, reason, prunedBecause, updates }: TrialEnd): string {
  const after = updates === null ? '' : ` after ${formatCount(updates)} updates`;
  switch (status) {
    case null:
      return 'no run';
    case 'COMPLETED':
      return 'completed';
    case 'PRUNED':
      return `pruned: ${prunedBecause ?? reason ?? `stopped${after}`}`;
    case 'DIVERGED':
      return `diverged${after}${reason === null ? '' : `: ${reason}`}`;
    default:
      return `failed${after}${reason === null ? '' : `: ${reason}`}`;
  }
}

/** What a trial last saw of the validation split. */
export function lastReading<Reading>(readings: readonly Reading[]): Reading | undefined {
  return readings.at(-1);
}

/** A loss, or that there is none. */
export function lossText(loss: number | null | undefined): string {
  return loss === null || loss === undefined ? '–' : formatNumber(loss);
}

interface Won {
  readonly method: StudyMethod | null;
  readonly winner: { readonly candidate: number | null } | null;
}

/** What the runner-up is: of a composite study the other kind, the best single policy or the best composition. */
export function runnerUpHeading({ method, winner }: Won): string {
  if (method !== 'COMPOSITE') return 'Runner-up';
  return winner?.candidate == null ? 'Best single policy' : 'Best composition';
}

/** Whose gain over whom it is. */
export function gainHeading({ method, winner }: Won): string {
  if (method !== 'COMPOSITE') return 'Gain over the runner-up';
  return winner?.candidate == null ? 'Composition gain' : 'Gain of the single policy over the composition';
}

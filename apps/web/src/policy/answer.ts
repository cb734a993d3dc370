import type { EvidenceKind } from '../evidence/evidence';
import { formatLearningRateRange, withLearningRates } from '../text/learning-rate';
import { formatCount, formatMetric, plural } from '../text/numbers';
import type { Source } from '../ui/source-note';

/** One answer to "which policy for this model?", as the registry gives it. */
export interface Answer {
  readonly evidence: EvidenceKind;
  readonly standing: string;
  readonly sentence: string;
  readonly notation: string | null;
  readonly peakLearningRate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly adaptation: string | null;
  readonly rank: number | null;
  readonly optimizer: string | null;
  readonly batchSize: number | null;
  readonly expectedMetric: number | null;
  readonly metricLower: number | null;
  readonly metricUpper: number | null;
  readonly metricName: string | null;
  readonly metricUnit: string | null;
  readonly n: number | null;
  readonly accounts: number | null;
  readonly level: number | null;
  readonly costUpdates: number | null;
  readonly safeBandLow: number | null;
  readonly safeBandHigh: number | null;
  readonly bandSentence: string | null;
  readonly gainOverFormula: number | null;
  readonly policy: {
    readonly hash: string;
    readonly curve: { readonly learningRate: readonly number[] } | null;
  } | null;
  readonly task: { readonly name: string } | null;
  readonly citation: { readonly id: string } | null;
  readonly source: Source | null;
}

/** What an answer says one should use: its notation, else its range or peak. */
export function answerPolicyText(answer: Answer): string {
  if (answer.notation !== null) return answer.notation;
  const { low, high, peakLearningRate } = answer;
  if (low !== null && high !== null) return formatLearningRateRange(low, high);
  return peakLearningRate === null ? 'no single policy' : formatLearningRateRange(peakLearningRate, peakLearningRate);
}

/** `97.2% accuracy, between 96.8% and 97.6%`, or null where the answer expects no number. */
export function expectedText(answer: Answer): string | null {
  if (answer.expectedMetric === null) return null;
  const value = formatMetric(answer.expectedMetric, answer.metricUnit);
  const name = answer.metricName === null ? '' : ` ${answer.metricName}`;
  return answer.metricLower === null || answer.metricUpper === null
    ? value + name
    : `${value}${name}, between ${formatMetric(answer.metricLower, answer.metricUnit)} and ${formatMetric(answer.metricUpper, answer.metricUnit)}`;
}

/**
 * The answer in a sentence. Of a published one the metric, the policy and the source stand beside it anyway: it says what
 * that is worth instead.
 */
export function answerSentence(answer: Answer): string {
  if (answer.evidence !== 'PUBLISHED') return withLearningRates(answer.sentence);
  return answer.standing.toUpperCase() === 'MEASURED'
    ? 'Its source ran it and gives the metric; nobody has run it again here.'
    : 'Its source used it and gives no metric; nobody has run it here.';
}

/** How often it was measured, and by how many: `3 seeds, 1 account`; null where the answer is no measurement. */
export function measuredText(answer: Answer): string | null {
  if (answer.n === null || answer.n === 0) return null;
  const accounts = answer.accounts === null ? '' : `, ${plural(answer.accounts, 'account')}`;
  return answer.n === 1 ? `measured once${accounts}` : `${formatCount(answer.n)} seeds${accounts}`;
}

/** The adaptation the answer holds for: `lora, rank 32`. */
export function adaptationText(answer: Pick<Answer, 'adaptation' | 'rank'>): string | null {
  if (answer.adaptation === null || answer.adaptation === 'none') return null;
  return answer.rank === null ? answer.adaptation : `${answer.adaptation}, rank ${String(answer.rank)}`;
}

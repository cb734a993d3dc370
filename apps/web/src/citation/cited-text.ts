import { formatLearningRate, formatLearningRateRange } from '../text/learning-rate';

interface CitedPolicy {
  readonly policyNotation: string | null;
  readonly policyText: string;
  readonly peakLearningRate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** What a citation says about the learning rate: its policy in notation, a range, a peak, or its own words. */
export function citedPolicyText(citation: CitedPolicy): string {
  if (citation.policyNotation !== null) return citation.policyNotation;
  if (citation.low !== null && citation.high !== null) return formatLearningRateRange(citation.low, citation.high);
  if (citation.peakLearningRate !== null) return formatLearningRate(citation.peakLearningRate);
  return citation.policyText;
}

/** `MetaMathQA → GSM8K` in words: the arrow is in none of the site's typefaces. */
export function inWords(text: string): string {
  return text.replaceAll(' → ', ' to ');
}

/** A citation's title without the policy at its end, which stands beside it with its curve. */
export function citationHeading({ title, policyNotation }: { title: string; policyNotation: string | null }): string {
  const ending = `: ${policyNotation ?? 'no single schedule'}`;
  return inWords(title.endsWith(ending) ? title.slice(0, -ending.length) : title);
}

import type { Answer } from '../policy/answer';
import type { EvidenceEntry } from './evidence-entry';

/** What the reader asks for; undefined where it may be any. */
export interface Question {
  readonly adaptation: string | undefined;
  readonly rank: number | undefined;
}

/** Whether a piece of evidence is about the question: what it does not say contradicts nothing. */
export function isOfQuestion(entry: Pick<EvidenceEntry, 'adaptation' | 'rank'>, question: Question): boolean {
  const { adaptation, rank } = question;
  const isAdaptation = adaptation === undefined || entry.adaptation === null || entry.adaptation === adaptation;
  return isAdaptation && (rank === undefined || entry.rank === null || entry.rank === rank);
}

/**
 * The evidence of a model's map: its own and, where it holds no formula, those among the answers to the question, so that
 * a rule of thumb always stands beside what was measured.
 */
export function withFormulas(entries: readonly EvidenceEntry[], answers: readonly Answer[]): readonly EvidenceEntry[] {
  if (entries.some(({ evidence }) => evidence === 'FORMULA')) return entries;
  const formulas = answers.flatMap((answer): EvidenceEntry[] => {
    if (answer.evidence !== 'FORMULA' || answer.peakLearningRate === null) return [];
    const { evidence, standing, peakLearningRate, low, high, sentence, adaptation, rank, optimizer } = answer;
    const nothing = { metricName: null, metricValue: null, metricUnit: null, dataset: null };
    return [
      {
        evidence,
        standing,
        peakLearningRate,
        low,
        high,
        label: sentence,
        adaptation,
        rank,
        optimizer,
        ...nothing,
        href: '/guide',
      },
    ];
  });
  return [...entries, ...formulas];
}

import { formatLearningRate } from '../policy/index.js';
import type { Citation } from './citation.js';

/** Peaks that differ by more than this factor are not two readings of one recipe. */
const SAME_WITHIN = 1.05;

function question({ model, dataset, adaptation, rank }: Citation): string | null {
  return model === null || dataset === null ? null : JSON.stringify([model, dataset, adaptation, rank]);
}

/** The project that a source is of: several records of one project are a sweep, not a contradiction. */
function projectOf({ source }: Citation): string {
  return source.text.split(/[@:;]/).slice(0, 2).join(':');
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): ReadonlyMap<string | null, readonly T[]> {
  const groups = new Map<string | null, T[]>();
  for (const item of items) {
    const held = groups.get(keyOf(item));
    if (held) held.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/**
 * Finds recipes of different projects that answer one question (model, dataset, method, rank) with different peak
 * learning rates, and says so on both. Conflicts that a record brings along stay.
 */
export function withConflicts(citations: readonly Citation[]): readonly Citation[] {
  const byQuestion = groupBy(citations.filter(answersQuestion), (citation) => question(citation));
  return citations.map((citation) => {
    const asked = question(citation);
    if (asked === null || !answersQuestion(citation)) return citation;
    const others = (byQuestion.get(asked) ?? []).filter((other) => disagree(citation, other));
    const known = new Set(citation.conflicts.map((conflict) => conflict.citation));
    const found = others
      .filter(({ id }) => !known.has(id))
      .map((other) => ({ citation: other.id, sentence: sentence(citation, other) }));
    return { ...citation, conflicts: [...citation.conflicts, ...found] };
  });
}

/** A claim or a search space answers nothing, so that it contradicts nobody and nobody contradicts it. */
function answersQuestion({ kind, peakLearningRate }: Citation): boolean {
  return (kind === 'recipe' || kind === 'result') && peakLearningRate !== null;
}

function disagree(a: Citation, b: Citation): boolean {
  if (a.id === b.id || projectOf(a) === projectOf(b)) return false;
  const [low, high] = [a.peakLearningRate ?? 0, b.peakLearningRate ?? 0].sort((x, y) => x - y);
  return high !== undefined && low !== undefined && high > low * SAME_WITHIN;
}

function sentence(a: Citation, b: Citation): string {
  const [own, other] = [a, b].map(({ peakLearningRate }) => formatLearningRate(peakLearningRate ?? 0));
  return `For the same model and data this source has a peak of ${own ?? ''}, the other ${other ?? ''}.`;
}

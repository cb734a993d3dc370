/** What stands behind an answer, from the strongest to the weakest: the registry's own five words. */
export const EVIDENCE_KINDS = ['MEASURED_HERE', 'MEASURED_NEAR', 'IMPORTED', 'PUBLISHED', 'FORMULA'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Each look of an evidence mark: a shape and a word, so that colour is never needed to tell two apart. */
export type EvidenceLook = 'here' | 'near' | 'imported' | 'published-measured' | 'published-used' | 'formula';

export const EVIDENCE_LOOKS: readonly EvidenceLook[] = [
  'here',
  'near',
  'imported',
  'published-measured',
  'published-used',
  'formula',
];

const LABELS: Record<EvidenceLook, { readonly word: string; readonly sentence: string }> = {
  here: { word: 'measured here', sentence: 'Runs of this very question, trained under a ticket and checked here.' },
  near: {
    word: 'measured near',
    sentence: 'Runs checked here, of a neighbouring question: another task, rank or budget.',
  },
  imported: { word: 'imported', sentence: 'A past run’s own log. Checked for consistency, trained without a ticket.' },
  'published-measured': {
    word: 'published, measured',
    sentence: 'A source gives a metric for it. Nobody re-ran it here.',
  },
  'published-used': {
    word: 'published, used',
    sentence: 'A source gives the recipe and no metric. Nobody re-ran it here.',
  },
  formula: {
    word: 'formula',
    sentence: 'A rule of thumb or a framework’s default. A place to start, not a measurement.',
  },
};

/** The look of a piece of evidence. `standing` is MEASURED or USED, in either case, and only matters for published ones. */
export function evidenceLook(kind: EvidenceKind, standing: string): EvidenceLook {
  switch (kind) {
    case 'MEASURED_HERE':
      return 'here';
    case 'MEASURED_NEAR':
      return 'near';
    case 'IMPORTED':
      return 'imported';
    case 'PUBLISHED':
      return standing.toUpperCase() === 'MEASURED' ? 'published-measured' : 'published-used';
    case 'FORMULA':
      return 'formula';
  }
}

/** The words beside the mark, e.g. `published, measured`. */
export function evidenceWord(look: EvidenceLook): string {
  return LABELS[look].word;
}

/** One sentence that says what the mark stands for, and what it does not. */
export function evidenceSentence(look: EvidenceLook): string {
  return LABELS[look].sentence;
}

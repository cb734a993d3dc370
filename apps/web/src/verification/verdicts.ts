/** What a check said. */
export type Verdict = 'PASS' | 'FAIL' | 'WARN' | 'NOT_APPLICABLE' | 'INCONCLUSIVE' | 'NOT_IN_EDITION';

export interface VerdictLook {
  /** A sign that differs in shape, not only in colour. */
  readonly sign: string;
  readonly word: string;
  readonly className: string;
}

const LOOKS: Record<Verdict, VerdictLook> = {
  PASS: { sign: '✓', word: 'pass', className: 'good-text' },
  FAIL: { sign: '✕', word: 'fail', className: 'bad-text' },
  WARN: { sign: '!', word: 'warning', className: '' },
  NOT_APPLICABLE: { sign: '–', word: 'not applicable', className: 'soft' },
  INCONCLUSIVE: { sign: '?', word: 'inconclusive', className: '' },
  NOT_IN_EDITION: { sign: '·', word: 'not in this edition', className: 'soft' },
};

export function verdictLook(verdict: Verdict): VerdictLook {
  return LOOKS[verdict];
}

/** `14 pass, 1 warning`: how often each verdict fell, the weightiest first; what the edition leaves out is not counted. */
export function verdictCounts(verdicts: readonly Verdict[]): string {
  const order: readonly Verdict[] = ['FAIL', 'INCONCLUSIVE', 'WARN', 'PASS', 'NOT_APPLICABLE'];
  return order
    .map((verdict) => ({ verdict, count: verdicts.filter((other) => other === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${String(count)} ${LOOKS[verdict].word}`)
    .join(', ');
}

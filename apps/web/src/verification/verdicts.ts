/** What a check said. */
export type Verdict = 'PASS' | 'FAIL' | 'WARN' | 'NOT_APPLICABLE' | 'INCONCLUSIVE' | 'NOT_IN_EDITION';

export interface VerdictLook {
  /** A stroke in a box of 14 by 14, so that verdicts differ in shape and not only in colour. */
  readonly sign: string;
  readonly word: string;
  readonly className: string;
}

const LOOKS: Record<Verdict, VerdictLook> = {
  PASS: { sign: 'M2.5,7.5l3,3.5l6,-8', word: 'pass', className: 'good-text' },
  FAIL: { sign: 'M3,3l8,8m0,-8l-8,8', word: 'fail', className: 'bad-text' },
  WARN: { sign: 'M7,2v6.5m0,2.5v0.5', word: 'warning', className: '' },
  NOT_APPLICABLE: { sign: 'M3.5,7h7', word: 'not applicable', className: 'soft' },
  INCONCLUSIVE: {
    sign: 'M4.5,4.5a2.5,2.5 0 1 1 3.6,2.3c-0.8,0.4 -1.1,0.8 -1.1,1.8m0,2.6v0.4',
    word: 'inconclusive',
    className: '',
  },
  NOT_IN_EDITION: { sign: 'M7,7v0.01', word: 'not in this edition', className: 'soft' },
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

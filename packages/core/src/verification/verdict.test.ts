import { describe, expect, it } from 'vitest';
import { forgeEvaluation } from '../testing/index.js';
import {
  type CheckResult,
  concludeSubmission,
  edition2026_1,
  levelName,
  levelReached,
  NO_LEVEL,
  verifySubmission,
} from './index.js';

const result = (level: number, verdict: CheckResult['verdict'], isRequired = true): CheckResult => ({
  id: 'F01',
  title: '',
  level,
  isRequired,
  verdict,
  observed: '',
  threshold: '',
  message: '',
  doesNotProve: '',
  checkerVersion: '1',
});

describe('levelReached', () => {
  it('is the edition’s highest where every required check holds: PASS, WARN, NOT_APPLICABLE, not in the edition', () => {
    const held = (['PASS', 'WARN', 'NOT_APPLICABLE', 'NOT_IN_EDITION'] as const).map((verdict) => result(0, verdict));
    expect(levelReached(held, 2)).toBe(2);
    expect(levelReached([], 2)).toBe(2);
  });

  it('is one below the lowest required check that fails or is inconclusive', () => {
    expect(levelReached([result(2, 'FAIL'), result(1, 'INCONCLUSIVE'), result(0, 'PASS')], 2)).toBe(0);
    expect(levelReached([result(0, 'INCONCLUSIVE')], 2)).toBe(NO_LEVEL);
    expect(levelReached([result(4, 'FAIL')], 6)).toBe(3);
  });

  it('takes no level away for a check that is not required', () => {
    expect(levelReached([result(1, 'FAIL', false), result(0, 'INCONCLUSIVE', false)], 2)).toBe(2);
  });
});

describe('concludeSubmission', () => {
  it('rejects for a required failure up to L2 and for nothing else', () => {
    expect(concludeSubmission([result(2, 'FAIL')])).toBe('rejected');
    expect(concludeSubmission([result(3, 'FAIL')])).toBe('accepted');
    expect(concludeSubmission([result(1, 'FAIL', false)])).toBe('accepted');
    expect(concludeSubmission([result(0, 'INCONCLUSIVE')])).toBe('accepted');
  });
});

describe('verifySubmission', () => {
  const honest = forgeEvaluation();

  it('requires ticket and seeds of a ticketed submission alone', () => {
    const required = (forged: typeof honest) =>
      verifySubmission(forged.evidence(), edition2026_1)
        .checks.filter(({ isRequired }) => !isRequired)
        .map(({ id }) => id);
    expect(required(honest)).toEqual([]);
    expect(required(forgeEvaluation({ ticket: null }))).toEqual(['S02', 'S03']);
  });

  it('reports a check that is not in the edition as such, and takes no level away for it', () => {
    const without = { ...edition2026_1, name: 'test', checks: edition2026_1.checks.filter((id) => id !== 'T01') };
    const lying = honest.withTrace(0, (trace) => ({ ...trace, learningRate: trace.learningRate.map(() => 9) }));
    const report = verifySubmission(lying.evidence(), without);
    expect(report.level).toBe(2);
    expect(report.checks.find(({ id }) => id === 'T01')).toMatchObject({
      verdict: 'NOT_IN_EDITION',
      isRequired: false,
      message: 'Not in edition test.',
    });
  });

  it('derives every run’s summary from its own record, in the order of the runs', () => {
    const { summaries } = verifySubmission(honest.evidence(), edition2026_1);
    expect(summaries).toHaveLength(6);
    const test = honest.runAt(2).evaluations.find(({ split }) => split === 'test');
    expect(summaries[2]?.finalTest).toBe(test?.metrics['accuracy']);
  });

  it('caps a submission whose trace is missing below L0 without rejecting it', () => {
    const gone = honest.afterSigning(({ artefacts }) => ({
      artefacts: new Map([...artefacts, [honest.runAt(0).trace, { state: 'missing' as const }]]),
    }));
    expect(verifySubmission(gone.evidence(), edition2026_1)).toMatchObject({ level: NO_LEVEL, conclusion: 'accepted' });
  });

  it('names its levels', () => {
    expect([NO_LEVEL, 0, 2, 6, 7].map(levelName)).toEqual([
      'no level',
      'L0 well-formed',
      'L2 trace-consistent',
      'L6 reproduced',
      'no level',
    ]);
  });
});

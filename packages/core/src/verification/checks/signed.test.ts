import { describe, expect, it } from 'vitest';
import { forgeEvaluation, forgeRangeTest, forgeStudy } from '../../testing/index.js';
import { resultOf } from '../../testing/judge.js';

const honest = forgeEvaluation();

describe('S01 signature', () => {
  const revokedAt = (instant: string) =>
    honest.afterSigning(({ key }) => ({ key: key && { ...key, revokedAt: instant } }));

  it('fails a key revoked at the receipt and passes one revoked after it, however the instant is written', () => {
    expect(resultOf('S01', revokedAt('2026-03-01T12:00:00.000Z')).verdict).toBe('FAIL');
    expect(resultOf('S01', revokedAt('2026-03-01T12:00:00Z')).verdict).toBe('FAIL');
    expect(resultOf('S01', revokedAt('2026-03-01T13:00:00+01:00')).verdict).toBe('FAIL');
    expect(resultOf('S01', revokedAt('2026-03-01T12:00:00.001Z')).verdict).toBe('PASS');
  });

  it('fails an unknown key, a key under another id, and bytes that are no signature', () => {
    expect(
      resultOf(
        'S01',
        honest.afterSigning(() => ({ key: null })),
      ).message,
    ).toContain('enrolled for nobody');
    expect(
      resultOf(
        'S01',
        honest.afterSigning(() => ({ keyId: 'a'.repeat(64) })),
      ).message,
    ).toContain('not the digest');
    expect(
      resultOf(
        'S01',
        honest.afterSigning(() => ({ signature: 'AA' })),
      ).verdict,
    ).toBe('FAIL');
  });

  it('fails when one byte of the text is another', () => {
    const flipped = honest.afterSigning(({ text }) => ({ text: text.replace('"seed":1000', '"seed":1001') }));
    expect(resultOf('S01', flipped).verdict).toBe('FAIL');
  });
});

describe('S02 ticket', () => {
  it('takes a submission at the very instant of expiry', () => {
    expect(resultOf('S02', honest.withTicket({ expiresAt: '2026-03-01T12:00:00Z' })).verdict).toBe('PASS');
  });

  it('fails another nonce, another account, another submission’s ticket, another kind and another task', () => {
    const message = (forged: typeof honest) => resultOf('S02', forged).message;
    expect(message(honest.withTicket({ nonce: 'x'.repeat(16) }))).toContain('nonce');
    expect(
      message(honest.afterSigning(({ ticket }) => ({ ticket: ticket && { ...ticket, account: 'mallory' } }))),
    ).toContain('issued to mallory');
    expect(
      message(honest.afterSigning(({ ticket }) => ({ ticket: ticket && { ...ticket, usedBy: 'f'.repeat(64) } }))),
    ).toContain('used by submission ffffffffffff');
    expect(message(honest.withTicket({ kind: 'study' }))).toContain('is for a study');
    expect(message(honest.withTicket({ task: 'other@2' }))).toContain('is for other@2');
  });

  it('passes the ticket that this very submission used', () => {
    const used = honest.afterSigning(({ ticket, submissionId }) => ({
      ticket: ticket && { ...ticket, usedBy: submissionId },
    }));
    expect(resultOf('S02', used).verdict).toBe('PASS');
  });

  it('fails an arm of the ticket that is missing', () => {
    const fewer = honest.with(({ arms, runs, ...held }) => ({
      ...held,
      arms: arms.slice(0, 1),
      runs: runs.filter(({ arm }) => arm === 0),
    }));
    expect(resultOf('S02', fewer).message).toMatch(/arm [0-9a-f]{12} of the ticket is missing/);
  });

  it('is inconclusive where the ticket is not known', () => {
    expect(
      resultOf(
        'S02',
        honest.afterSigning(() => ({ ticket: null })),
      ),
    ).toMatchObject({ verdict: 'INCONCLUSIVE', observed: 'missing: the ticket' });
  });

  it('holds a range test to the policy, budget and recipe that its ticket swept', () => {
    const sweep = forgeRangeTest();
    expect(resultOf('S02', sweep).verdict).toBe('PASS');
    const other = sweep.with((held) => ({
      ...held,
      rangeTest: held.rangeTest && { ...held.rangeTest, policy: { version: 1, law: 'constant', learningRate: 0.1 } },
    }));
    expect(resultOf('S02', other).message).toContain('not those of the ticket');
    const half = sweep.withArm(2, (arm) => ({ ...arm, budget: { ...arm.budget, amount: 40, updates: 40 } }));
    expect(resultOf('S02', half).message).toContain('arms[2] has another budget');
  });
});

describe('S03 seeds', () => {
  it('takes an arm of a range test with the first seed alone, and with no other choice among them', () => {
    const sweep = forgeRangeTest();
    const [first, second] = sweep.submission.runs.filter(({ arm }) => arm === 0).map(({ seed }) => seed);
    const keeping = (...seeds: readonly (number | undefined)[]) =>
      sweep.with((held) => ({ ...held, runs: held.runs.filter(({ arm, seed }) => arm !== 0 || seeds.includes(seed)) }));
    expect(resultOf('S03', keeping(first)).verdict).toBe('PASS');
    expect(resultOf('S03', keeping(second)).verdict).toBe('FAIL');
    expect(resultOf('S03', keeping(first, second)).verdict).toBe('FAIL');
    const evaluation = forgeEvaluation();
    const alone = evaluation.with((held) => ({
      ...held,
      runs: held.runs.filter(({ arm, seed }) => arm !== 0 || seed === held.runs[0]?.seed),
    }));
    expect(resultOf('S03', alone).verdict).toBe('FAIL');
  });

  it('takes an abandoned seed that gives its reason, and no other', () => {
    const abandoned = forgeEvaluation({ statuses: { 2: 'abandoned' } });
    expect(resultOf('S03', abandoned)).toMatchObject({ verdict: 'PASS', observed: '2 arms × 3 seeds' });
    expect(resultOf('S03', abandoned.withRun(2, { reason: null })).message).toContain('gives no reason');
  });

  it('fails a pruned run of an evaluation: pruned runs count on no board', () => {
    expect(resultOf('S03', forgeEvaluation({ statuses: { 1: 'pruned' } })).observed).toBe('run 1: pruned');
  });

  it('fails one seed twice on an arm, under whatever role', () => {
    const twice = honest.with((held) => ({
      ...held,
      runs: [...held.runs, { ...held.runs[0]!, role: 'trial' as const }],
    }));
    expect(resultOf('S03', twice).message).toBe('Run 6: arm 0 has seed 1000 twice.');
  });

  it('fails another order of the data, although the seed is the ticket’s', () => {
    expect(resultOf('S03', honest.withRun(0, { dataSeed: 5 })).message).toContain('data seed 5');
  });

  it('takes a control run with the ticket’s control seed alone', () => {
    const withControl = (seed: number) =>
      honest.with((held) => ({ ...held, runs: [...held.runs, { ...held.runs[0]!, role: 'control' as const, seed }] }));
    expect(resultOf('S03', withControl(999)).verdict).toBe('PASS');
    expect(resultOf('S03', withControl(1000)).verdict).toBe('FAIL');
  });

  describe('in a study', () => {
    const study = forgeStudy();
    const first = study.submission.runs.findIndex(({ role }) => role === 'arm');

    it('takes trials with the first seed, and winner and runner-up with every other', () => {
      expect(resultOf('S03', study)).toMatchObject({ verdict: 'PASS', checkerVersion: '3' });
    });

    it('asks no confirmation of what nothing was confirmed of', () => {
      const unconfirmed = study.with((held) => ({ ...held, runs: held.runs.filter(({ role }) => role === 'trial') }));
      expect(resultOf('S03', unconfirmed).verdict).toBe('PASS');
    });

    it('fails a seed that a confirmed arm lacks', () => {
      const { arm } = study.runAt(first);
      expect(resultOf('S03', study.withoutRun(first)).message).toBe(
        `Arm ${String(arm)} has no run with seed 1001 of the ticket, not even an abandoned one.`,
      );
    });

    it('fails a confirmation with the seed that the search chose by, and a trial with another', () => {
      const chosen = study.withRun(first, { seed: 1000, dataSeed: 2000 });
      expect(resultOf('S03', chosen).message).toContain('by that one it was chosen');
      const strayed = study.withRun(0, { seed: 1001, dataSeed: 2001 });
      expect(resultOf('S03', strayed).message).toContain("a study searches with the ticket's first, 1000");
    });

    it('fails a confirmation that was pruned, and takes an abandoned one that gives its reason', () => {
      expect(resultOf('S03', study.withRun(first, { status: 'pruned' })).message).toContain('confirms an arm');
      expect(resultOf('S03', study.withRun(first, { status: 'abandoned', reason: 'power cut' })).verdict).toBe('PASS');
    });
  });
});

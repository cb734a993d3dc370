import { describe, expect, it } from 'vitest';
import { checks, edition2026_1, verifySubmission } from '../verification/index.js';
import { namedBreaks } from './breaks.js';
import { checkContract, honestSubmissions } from './check-contract.js';

describe.each(checks.map((check) => [check.id, check] as const))('%s', (_, check) => {
  it.each(checkContract(check, edition2026_1).map((clause) => [clause.name, clause] as const))('%s', (__, clause) => {
    expect(clause.violations()).toEqual([]);
  });
});

describe('the ladder over the forge', () => {
  it.each(Object.entries(honestSubmissions))('lets %s reach L2', (_, forge) => {
    const report = verifySubmission(forge().evidence(), edition2026_1);
    expect(report.checks.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'INCONCLUSIVE')).toEqual([]);
    expect(report).toMatchObject({ level: 2, conclusion: 'accepted' });
  });

  it.each(namedBreaks.map((one) => [`${one.check}: ${one.name}`, one] as const))(
    'fails exactly the checks that a break concerns, %s',
    (_, { check, forge, alsoFails }) => {
      const report = verifySubmission(forge().evidence(), edition2026_1);
      const failing = report.checks.filter(({ verdict }) => verdict === 'FAIL').map(({ id }) => id);
      expect(failing).toEqual([check, ...(alsoFails ?? [])].sort());
      expect(report.conclusion).toBe('rejected');
      expect(report.level).toBe((report.checks.find(({ id }) => id === check)?.level ?? 0) - 1);
    },
  );

  it('gives every check a break of its own, and no break to a check that is not there', () => {
    expect([...new Set(namedBreaks.map(({ check }) => check))].sort()).toEqual(checks.map(({ id }) => id).sort());
  });
});

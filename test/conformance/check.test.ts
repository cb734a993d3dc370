import { compilePolicy, parsePolicy } from '@ratebook/core/policy';
import { type ExportedForm, exportPolicy } from '@ratebook/core/policy/exporters';
import { valueOrThrow } from '@ratebook/core/refusal';
import { describe, expect, it } from 'vitest';
import type { ConformanceCase } from './cases.js';
import { conformanceCases, LAW_NAMES } from './cases.js';
import { checkForm } from './check.js';

const RUN = { totalUpdates: 20, updatesPerEpoch: null, tokensPerUpdate: null };

function caseOf(notation: string): ConformanceCase {
  const policy = valueOrThrow(parsePolicy(notation));
  return { id: 'test', law: policy.law, notation, policy, run: RUN, series: [] };
}

function tableOf(one: ConformanceCase): ExportedForm {
  return valueOrThrow(exportPolicy(one.policy, { trainer: 'json', run: one.run })).forms[0]!;
}

/** The policy's learning rates, with what `change` makes of them. */
function appliedBy(one: ConformanceCase, change: (learningRate: number, t: number) => number) {
  const { learningRateAt } = valueOrThrow(compilePolicy(one.policy, one.run));
  return Array.from({ length: one.run.totalUpdates }, (_, t) => change(learningRateAt(t), t));
}

describe('the check of a form', () => {
  const one = caseOf('cosine(1e-3, warmup=4)');
  const form = tableOf(one);

  it('explains a library that applies what the policy says', () => {
    const learningRates = appliedBy(one, (value) => value);
    const verdict = checkForm(one, form, [{ learningRates, groups: {} }]);
    expect(verdict).toMatchObject({ kind: 'exact', unexplained: [] });
  });

  it.each([
    ['lags by one update', (t: number) => Math.max(0, t - 1)],
    ['leads by one update', (t: number) => t + 1],
  ])('does not explain a library that %s, and says where', (_name, shift) => {
    const { learningRateAt } = valueOrThrow(compilePolicy(one.policy, one.run));
    const learningRates = appliedBy(one, (_value, t) => learningRateAt(shift(t)));
    const verdict = checkForm(one, form, [{ learningRates, groups: {} }]);
    expect(verdict.kind).toBe('approximate');
    expect(verdict.unexplained.join(' ')).toMatch(
      /^update [01]: our model .*the export says exact, the library differs/,
    );
  });

  it('does not explain a difference of 2e-12 of the peak, and explains one of half a tolerance', () => {
    const off = (difference: number) =>
      checkForm(one, form, [
        { learningRates: appliedBy(one, (value, t) => value + (t === 9 ? difference : 0)), groups: {} },
      ]);
    expect(off(2e-12 * 1e-3).unexplained).not.toEqual([]);
    expect(off(0.5e-12 * 1e-3).unexplained).toEqual([]);
  });

  it.each([
    ['is not a number', (value: number) => (value > 9e-4 ? NaN : value)],
    ['is missing', null],
  ])('does not explain a learning rate that %s', (_name, change) => {
    const learningRates = change === null ? appliedBy(one, (value) => value).slice(1) : appliedBy(one, change);
    expect(checkForm(one, form, [{ learningRates, groups: {} }]).unexplained).not.toEqual([]);
  });

  it('compares the groups that a library has', () => {
    const grouped = caseOf('constant(1e-3) with groups(head=10)');
    const learningRates = appliedBy(grouped, (value) => value);
    const verdictFor = (factor: number) =>
      checkForm(grouped, tableOf(grouped), [
        { learningRates, groups: { head: learningRates.map((value) => value * factor) } },
      ]);
    expect(verdictFor(10)).toMatchObject({ kind: 'exact', unexplained: [] });
    expect(verdictFor(1).unexplained.join(' ')).toContain('group head');
  });

  it('does not explain an export that says approximate of a library that is exact', () => {
    const difference = { ofPeak: 0.1, update: 3, policyLearningRate: 0, toolLearningRate: 0, group: null };
    const claims: ExportedForm = { ...form, fidelity: { kind: 'approximate', difference } };
    const learningRates = appliedBy(one, (value) => value);
    expect(checkForm(one, claims, [{ learningRates, groups: {} }]).unexplained).toHaveLength(1);
  });
});

describe('the cases', () => {
  const cases = conformanceCases();

  it('hold every law with and without a warm-up, and every law that joins others', () => {
    for (const law of LAW_NAMES) expect(cases.filter((one) => one.law === law).length).toBeGreaterThanOrEqual(5);
    const warmed = new Set(cases.filter(({ policy }) => policy.warmup !== undefined).map(({ law }) => law));
    expect(LAW_NAMES.filter((law) => !warmed.has(law))).toEqual(['noam']);
  });

  it('are the same at each making, each under a name of its own', () => {
    expect(conformanceCases()).toEqual(cases);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it('show closed loops evaluations that ascend and lie inside the run', () => {
    const closed = cases.filter(({ series }) => series.length > 0);
    expect(closed.length).toBeGreaterThan(20);
    for (const { series, run } of closed) {
      const times = series.flatMap((events) => events.map(({ t }) => t));
      expect(Math.min(...times)).toBeGreaterThan(0);
      expect(Math.max(...times)).toBeLessThan(run.totalUpdates);
    }
  });
});

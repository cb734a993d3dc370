import fc from 'fast-check';
import { canonicalJson } from '../canonical/index.js';
import { submissionId } from '../submission/index.js';
import { VerificationCase } from '../verification/case.js';
import { type Check, type CheckId, type Edition, type Evidence, type Finding } from '../verification/index.js';
import { namedBreaks } from './breaks.js';
import { forgeEvaluation, forgeRangeTest } from './forge.js';
import { forgeRamp } from './forge-ramp.js';
import { forgeStudy, type StudyOptions } from './forge-study.js';
import type { ForgedSubmission } from './forged-submission.js';
import { mutate } from './mutate.js';

/** One sentence of the contract, with what breaks it: an empty list where it holds. */
export interface ContractClause {
  readonly name: string;
  readonly violations: () => readonly string[];
}

/** Alike for the first of two rungs, after which both are cut: with one seed their trainings are one, to the last digit. */
function forgeParting(): ForgedSubmission {
  const alike = ['constant(0.003)', 'multi-step(0.003, factor=0.1, at=[40])'];
  const study = forgeStudy({ candidates: [...alike, 'constant(0.1)', 'constant(0.03)', 'constant(0.01)'] });
  return study.withTrace(1, (trace) => ({ ...trace, loss: study.traceOf(0).loss }));
}

const COMPOSING: StudyOptions['plan'] = { method: 'composite', phases: { boundaries: [40], heights: [0.03, 0.1] } };

/** Submissions that every check has to let pass. */
export const honestSubmissions: Readonly<Record<string, () => ForgedSubmission>> = {
  'an evaluation': () => forgeEvaluation(),
  'a range test': () => forgeRangeTest(),
  'an import': () => forgeEvaluation({ ticket: null }),
  'an imported range test': () => forgeRangeTest({ ticket: null }),
  'a ramp': () => forgeRamp(),
  'an imported ramp that came to its end': () => forgeRamp({ ticket: null, status: 'completed' }),
  'a study with pruned and diverged trials': () => forgeStudy(),
  'an imported study with a trial that failed': () => forgeStudy({ ticket: null, failing: 1 }),
  'a study of policies that part after their rung': forgeParting,
  'a study that composes': () => forgeStudy({ plan: COMPOSING }),
  'a run that diverged and one that was abandoned': () =>
    forgeEvaluation({ statuses: { 0: 'diverged', 3: 'abandoned' } }),
  'one arm with one seed': () => forgeEvaluation({ runs: 1, policies: ['linear(0.1)'] }),
  'a quarter of the budget': () => forgeEvaluation({ updates: 160, budgetShare: 0.25 }),
};

const HOLDS: readonly Finding['verdict'][] = ['PASS', 'WARN', 'NOT_APPLICABLE'];

/** What a check judges by itself, without evidence from the registry: nothing can be missing. */
const NEEDS_TEXT_ALONE: readonly CheckId[] = ['F01', 'F02', 'F03'];
/** Checks that look for exactly what the registry lacks: that it is not there is what they find. */
const ABSENCE_IS_FOUND: readonly CheckId[] = ['F05', 'S01'];

function without(evidence: Evidence): Evidence {
  return {
    ...evidence,
    key: null,
    ticket: null,
    tasks: new Map(),
    artefacts: new Map([...evidence.artefacts.keys()].map((hash) => [hash, { state: 'missing' }])),
  };
}

/** What every finding has to have, whatever it says. */
function formProblems({ verdict, observed, threshold, message }: Finding): readonly string[] {
  if (observed === '') return [`${verdict} without what was observed`];
  if (verdict === 'FAIL' && (threshold === '' || message === '')) return ['FAIL without a threshold or a message'];
  if (verdict === 'PASS' && threshold === '') return ['PASS without a threshold'];
  return verdict === 'INCONCLUSIVE' && message === '' ? ['INCONCLUSIVE without what is missing'] : [];
}

/** A bounded, seeded search for evidence on which the check throws, or gives a finding without its form. */
function fuzz(arbitrary: fc.Arbitrary<Evidence>, judge: (evidence: Evidence) => Finding): readonly string[] {
  const RUNS = 60;
  const details = fc.check(
    fc.property(arbitrary, (evidence) => {
      const problems = formProblems(judge(evidence));
      if (problems.length > 0) throw new Error(problems.join('; '));
    }),
    { numRuns: RUNS, seed: 20_260_301 },
  );
  return details.failed ? [fc.defaultReportMessage(details) ?? 'failed'] : [];
}

// Built once: the bases that are mutated stay the same whichever check is asked.
const evaluationBase = forgeEvaluation({ runs: 1 });
const rangeTestBase = forgeRangeTest({ runs: 1 });

const signedOnce = new Map<ForgedSubmission, Evidence>();

/** Signing is what the forge takes longest for, and what a mutation does not need. */
function evidenceOf(base: ForgedSubmission): Evidence {
  const evidence = signedOnce.get(base) ?? base.evidence();
  signedOnce.set(base, evidence);
  return evidence;
}

function sentAs(base: ForgedSubmission, text: string): Evidence {
  return { ...evidenceOf(base), text, submissionId: submissionId(text) };
}

const replacement = fc.oneof(
  fc.constantFrom(null, 0, -1, 1e308, 1e-320, '', 'NaN', [], {}, true, '\ud800', '__proto__'),
  fc.jsonValue(),
);

function tryCanonical(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    return JSON.stringify(value);
  }
}

const mutatedSubmission = fc
  .tuple(fc.constantFrom(evaluationBase, rangeTestBase), fc.nat(), replacement)
  .map(([base, seed, value]) => {
    const written = tryCanonical(mutate(base.submission, seed, value));
    return sentAs(base, written);
  });

const mutatedArtefact = fc
  .tuple(fc.constantFrom(evaluationBase, rangeTestBase), fc.nat(), replacement)
  .map(([base, seed, value]): Evidence => {
    const evidence = evidenceOf(base);
    const broken = mutate(base.traceOf(0), seed, value);
    return {
      ...evidence,
      artefacts: new Map([...evidence.artefacts, [base.runAt(0).trace, { state: 'present', value: broken }]]),
    };
  });

const arbitraryText = fc
  .oneof(fc.json(), fc.string(), fc.constantFrom('', '[', '{'.repeat(1000), '['.repeat(200_000), 'null', '"\\ud800"'))
  .map((text) => sentAs(evaluationBase, text));

/**
 * What every check promises, whichever edition it stands in. A test runs the clauses over the registry of checks; a
 * clause holds where it has no violations.
 */
export function checkContract(check: Check, edition: Edition): readonly ContractClause[] {
  const judge = (evidence: Evidence) => check.check(new VerificationCase(evidence), edition);
  const breaks = namedBreaks.filter((one) => one.check === check.id);
  return [
    ...Object.entries(honestSubmissions).map(([name, forge]): ContractClause => ({
      name: `lets ${name} pass`,
      violations: () => {
        const finding = judge(forge().evidence());
        return HOLDS.includes(finding.verdict) ? formProblems(finding) : [`${finding.verdict}: ${finding.message}`];
      },
    })),
    { name: 'has a break of its own', violations: () => (breaks.length > 0 ? [] : ['no break in the table']) },
    ...breaks.map(({ name, forge, says }): ContractClause => ({
      name: `fails ${name}, and says where`,
      violations: () => {
        const finding = judge(forge().evidence());
        if (finding.verdict !== 'FAIL') return [`${finding.verdict} (${finding.observed})`];
        return says.test(finding.message) ? formProblems(finding) : [finding.message];
      },
    })),
    {
      name: 'does not judge without its evidence',
      violations: () => {
        const { verdict } = judge(without(forgeEvaluation().evidence()));
        if (NEEDS_TEXT_ALONE.includes(check.id)) return verdict === 'PASS' ? [] : [verdict];
        if (ABSENCE_IS_FOUND.includes(check.id)) return verdict === 'FAIL' ? [] : [verdict];
        return verdict === 'INCONCLUSIVE' || verdict === 'NOT_APPLICABLE' || isFromTextAlone(check.id, verdict)
          ? []
          : [verdict];
      },
    },
    { name: 'never throws on any text', violations: () => fuzz(arbitraryText, judge) },
    { name: 'never throws on a mutated submission', violations: () => fuzz(mutatedSubmission, judge) },
    { name: 'never throws on a mutated trace', violations: () => fuzz(mutatedArtefact, judge) },
    {
      name: 'gives the same finding twice',
      violations: () => {
        const twice = [forgeEvaluation(), ...breaks.map(({ forge }) => forge())].filter(
          (one) => canonicalJson(judge(one.evidence())) !== canonicalJson(judge(one.evidence())),
        );
        return twice.map(({ id }) => id);
      },
    },
  ];
}

/** F04 needs its task only where a length does: the policies of the forge are whole without it. */
function isFromTextAlone(id: CheckId, verdict: Finding['verdict']): boolean {
  return id === 'F04' && verdict === 'PASS';
}

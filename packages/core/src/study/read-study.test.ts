import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printPolicy } from '../policy/index.js';
import { SubmissionSchema } from '../submission/index.js';
import { mutate } from '../testing/mutate.js';
import { forgeStudy, type ForgedSubmission, type StudyOptions, withPlan } from '../testing/index.js';
import { parseStudyPlan, readStudy, type StudyPlan } from './index.js';

const planOf = ({ parts }: ForgedSubmission) => parts.artefacts.get(parts.submission.study ?? '') as StudyPlan;
const read = (forged: ForgedSubmission, plan = planOf(forged)) => readStudy(plan, forged.submission, forged.parts.task);
const problemOf = (forged: ForgedSubmission, plan = planOf(forged)) => read(forged, plan).problem;

const study = forgeStudy();
const firstConfirmation = study.submission.runs.findIndex(({ role }) => role === 'arm');
const composing: StudyOptions = { plan: { method: 'composite', phases: { boundaries: [40], heights: [0.03, 0.1] } } };

describe('readStudy', () => {
  it('makes the decisions again from what the runs measured', () => {
    const { trials, outcome, problem } = read(study);
    expect(problem).toBeNull();
    expect(parseStudyPlan(planOf(study)).ok).toBe(true);
    expect(trials.map(({ report }) => report?.end)).toEqual([null, null, 'completed', 'completed', 'completed', null]);
    expect(trials[5]?.prunedBecause).toBe('place 5 of 6 after 20 updates');
    const lineOf = (trial: number | null | undefined) => printPolicy(trials[trial ?? -1]!.policy);
    expect([lineOf(outcome?.winner), lineOf(outcome?.runnerUp)]).toEqual(['cosine(0.1)', 'cosine(0.3)']);
  });

  it('counts what the search cost, and its confirmation apart', () => {
    // Three of six stop after 20 of 80 updates; winner and runner-up are trained again with two seeds.
    expect(read(study).cost).toEqual({
      search: 3 * 20 + 3 * 80,
      searchRestarted: 3 * 20 + 3 * (20 + 80),
      rangeTest: 0,
      fullGrid: 6 * 80,
      confirmation: 2 * 2 * 80,
    });
  });

  it('pairs winner and runner-up on the seeds that confirmed both', () => {
    const tests = (arm: number | null | undefined) =>
      study.submission.runs
        .filter((run) => run.role === 'arm' && run.arm === arm)
        .map((run) => run.evaluations.find(({ split }) => split === 'test')?.metrics['accuracy'] ?? NaN);
    const { outcome, gain } = read(study);
    const [a, b] = [tests(outcome?.winner), tests(outcome?.runnerUp)];
    expect(gain?.seeds).toBe(2);
    expect(gain?.mean).toBeCloseTo((a[0]! - b[0]! + a[1]! - b[1]!) / 2, 12);
    const lone = study.withRun(firstConfirmation, { status: 'diverged' });
    expect(read(lone).gain).toMatchObject({ seeds: 1, lower: null });
  });

  it('follows an honest climb, one that meets a failure after its first look too', () => {
    const climb = { stride: 1, rungs: [20], giveUpAt: 40 };
    expect(problemOf(forgeStudy({ plan: { halving: null, climb } }))).toBeNull();
    for (const failing of [2, 3, 4])
      expect(problemOf(forgeStudy({ failing, plan: { halving: null, climb } })), String(failing)).toBeNull();
  });

  it('believes no look after more updates than were made', () => {
    const runnerUp = read(study).outcome?.runnerUp ?? -1;
    const { cost } = study.submission.runs[runnerUp]!;
    const cut = study.withRun(runnerUp, { status: 'pruned', cost: { ...cost, updates: 20 } });
    expect(problemOf(cut)).toMatch(/^The study is not over/);
  });

  it('takes no learning rate twice for a step of a climb', () => {
    const twice = forgeStudy({ candidates: ['cosine(0.01)', 'cosine(0.01, warmup=10%)', 'cosine(0.1)'] });
    expect(problemOf(twice)).toBeNull();
    const climb = { stride: 2, rungs: [20], giveUpAt: 40 };
    expect(problemOf(twice, { ...planOf(twice), halving: null, climb })).toMatch(/one template and one learning rate/);
  });

  it('says when a target was reached: the plan’s, else the task’s', () => {
    expect(read(study).target).toBeNull();
    const withTarget = forgeStudy({ plan: { method: 'cost-effective', target: 0.5 } });
    expect(read(withTarget)).toMatchObject({ problem: null, target: { metric: 0.5, winner: 20 } });
    const ofTask = study.withTask({ targets: { full: 2, half: 1 } });
    expect(read(ofTask).target).toEqual({ metric: 2, winner: null, runnerUp: null });
  });

  it('reads a composition: trials forked from the chosen phase, counted from there', () => {
    const forged = forgeStudy(composing);
    const { trials, problem, cost } = read(forged);
    expect(problem).toBeNull();
    const forked = trials.filter(({ fork }) => fork !== null);
    expect(forked.length).toBeGreaterThan(0);
    const whole = forged.submission.runs
      .filter(({ role }) => role === 'trial')
      .reduce((sum, run) => sum + run.cost.updates, 0);
    expect(cost.search).toBe(whole - forked.length * 40);
  });

  it('reads a failed trial as failed, and goes on without it', () => {
    const { trials, problem, outcome } = read(forgeStudy({ failing: 3 }));
    expect([trials[3]?.report?.end, problem]).toEqual(['failed', null]);
    expect(outcome?.winner).not.toBe(3);
  });
});

describe('readStudy finds runs that the plan does not ask for', () => {
  it.each<[string, ForgedSubmission, RegExp]>([
    ['a trial left out', study.withoutRun(0), /^Trial 0 has no run/],
    [
      'a trial of another policy',
      study.withArm(1, { policy: { version: 1, law: 'constant', learningRate: 0.1 } }),
      /^Trial 1 has another policy/,
    ],
    ['a trial with another seed', study.withRun(2, { seed: 1001, dataSeed: 2001 }), /^Trial 2 has another seed/],
    [
      'a trial trained further than it was to be',
      study.withRun(0, (run) => ({ ...run, status: 'completed', cost: { ...run.cost, updates: 80 } })),
      /^Trial 0 was trained for 80 updates; the study asks for 20 of it/,
    ],
    [
      'a survivor that was not trained on',
      study.withRun(3, (run) => ({
        ...run,
        status: 'pruned',
        evaluations: run.evaluations.filter(({ t }) => t <= 20),
        cost: { ...run.cost, updates: 20 },
      })),
      /^The study is not over \(rung 2 of 2, 80 updates\): trial 3 is to be trained for 80 updates and has 20/,
    ],
    [
      'a trial too many',
      study.with((held) => ({ ...held, runs: [...held.runs, { ...held.runs[0]!, arm: 1 }] })),
      /is a trial that the study does not ask for/,
    ],
    [
      'an arm without a trial',
      study.with((held) => ({ ...held, arms: [...held.arms, held.arms[0]!] })),
      /^Arm 6 belongs to no trial/,
    ],
    ['somebody else confirmed', study.withRun(firstConfirmation, { arm: 0 }), /confirms trial 0, which neither won/],
    ['a confirmation left out', study.withoutRun(firstConfirmation), /^The plan confirms with 2 seeds; trial 3 has 1/],
    [
      'the search’s own seed for a confirmation',
      study.withRun(firstConfirmation, { seed: 1000, dataSeed: 2000 }),
      /^The seed of the search confirms trial 3/,
    ],
    [
      'another recipe',
      study.withArm(2, ({ recipe, ...arm }) => ({ ...arm, recipe: { ...recipe, precision: 'bf16' } })),
      /^Arm 2 has another budget or recipe/,
    ],
  ])('%s', (_, forged, problem) => {
    expect(problemOf(forged)).toMatch(problem);
  });

  it('a plan about another training', () => {
    const plan = planOf(study);
    expect(problemOf(study, { ...plan, direction: 'minimize' })).toMatch(/^The plan wants its metric to minimize/);
    expect(problemOf(study, { ...plan, totalUpdates: 90 })).toMatch(/^The plan trains 90 updates, arm 0 has 80/);
  });

  it('candidates that are no policies, or one policy twice', () => {
    const plan = planOf(study);
    const [first, second] = plan.candidates;
    const broken = { ...first!, policy: { law: 'cosinus' } };
    expect(problemOf(study, { ...plan, candidates: [broken, second!] })).toMatch(/^Candidate 0 of the plan/);
    expect(problemOf(study, { ...plan, candidates: [first!, first!] })).toBe(
      'Candidates 0 and 1 of the plan are one policy.',
    );
  });

  it('another plan than the one that was followed', () => {
    const plan = planOf(study);
    const other = withPlan(study, { ...plan, halving: { ...plan.halving, eta: 2 } });
    expect(problemOf(other)).toMatch(/^The study is not over/);
  });
});

describe('readStudy, of anything', () => {
  const climbing = { plan: { halving: null, climb: { stride: 2, rungs: [20], giveUpAt: 40 } } };
  const bases = [study, forgeStudy(composing), forgeStudy(climbing)];

  it('never throws on a plan or a submission that was changed in any one place', { timeout: 60_000 }, () => {
    const value = fc.oneof(fc.constantFrom(null, 0, -1, 1, 1e308, 1e-320, '', [], {}, true), fc.jsonValue());
    let readable = 0;
    fc.assert(
      fc.property(fc.constantFrom(...bases), fc.nat(), fc.nat(), value, (base, at, otherAt, other) => {
        const plan = parseStudyPlan(mutate(planOf(base), at, other));
        const submission = SubmissionSchema.safeParse(mutate(base.submission, otherAt, other));
        for (const [one, text] of [
          [plan.ok ? plan.value : planOf(base), base.submission],
          [planOf(base), submission.success ? submission.data : base.submission],
        ] as const) {
          const { problem, cost } = readStudy(one, text, base.parts.task);
          readable += problem === null ? 1 : 0;
          expect(Object.values(cost).every((count) => count >= 0)).toBe(true);
        }
      }),
      { numRuns: 200, seed: 6 },
    );
    expect(readable).toBeGreaterThan(0);
  });
});

import { parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { StudyPlan } from '@ratebook/core/study';
import { describe, expect, it } from 'vitest';
import { smallStudy } from '../study/testing/small-study.js';
import { assertStudyFits } from './tune-size.js';

const { task, arms, study } = smallStudy();
const [arm] = arms;
if (arm === undefined) throw new Error('The study has no arm.');
const fits = (change: Partial<StudyPlan>) => {
  assertStudyFits(task, arm.budget, { ...study.plan, ...change });
};

/** So many candidates, each a table of so many points. */
const tables = (count: number, points: number): StudyPlan['candidates'] =>
  Array.from({ length: count }, (_, index) => ({
    policy: JSON.parse(
      JSON.stringify(
        valueOrThrow(
          parsePolicyDocument({
            ...{ version: 1, law: 'table' },
            points: Array.from({ length: points }, (__, t) => [t, (index + 1) / (t + 2)]),
          }),
        ),
      ),
    ) as StudyPlan['candidates'][number]['policy'],
    template: null,
    origin: 'a table',
  }));

describe('the size of a study', () => {
  it('counts each trial once, and the confirmations of two policies alone', () => {
    // 64 policies with 17 seeds each would be more than a submission holds: that is not what a study trains.
    expect(() => fits({ candidates: tables(64, 5), phases: null, confirmations: 16 })).not.toThrow();
  });

  it('counts the policies as they are', () => {
    expect(() => fits({ candidates: tables(2, 10_000), phases: null })).not.toThrow();
    expect(() => fits({ candidates: tables(6, 10_000), phases: null })).toThrow(
      /^6 candidates, 2 policies confirmed with 2 seeds: up to 10 runs with 10 evaluations each, about 1,\d{3},\d{3} bytes, of which 1,/,
    );
  });

  it('counts compositions, and every evaluation of every run', () => {
    const evaluateAt = Array.from({ length: 100 }, (_, index) => index + 1);
    const heights = [1, 2, 3, 4, 5, 6, 7, 8].map((height) => height / 100);
    const few = { candidates: tables(10, 5), evaluateAt, phases: null };
    expect(() => fits(few)).not.toThrow();
    const phases = { boundaries: [10, 20, 30, 40], heights };
    expect(() => fits({ ...few, phases, confirmations: 16 })).toThrow(
      /^10 candidates, up to 48 compositions, 2 policies confirmed with 16 seeds: up to 90 runs/,
    );
  });
});

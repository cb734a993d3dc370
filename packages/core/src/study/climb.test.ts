import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestLearningRateField } from '../policy/index.js';
import {
  expectedSearchUpdates,
  MOST_PLAN_CHARACTERS,
  MOST_SPACE_CHARACTERS,
  parseStudyPlan,
  studyCost,
  type StudyPlan,
} from './index.js';
import { lineOf, planOf, play, policyOf, TOTAL, valley, type World } from './testing/play-study.js';

const CLIMB = { stride: 2, rungs: [10, 30], giveUpAt: 50 };

const climbing = (change: Partial<StudyPlan> = {}, heights?: number[]) =>
  planOf({ halving: null, climb: CLIMB, ...change }, heights);

const candidate = (notation: string, template: number | null): StudyPlan['candidates'][number] => ({
  policy: JSON.parse(JSON.stringify(policyOf(notation))) as StudyPlan['candidates'][number]['policy'],
  template,
  origin: 'as told',
});

const winnerOf = (plan: StudyPlan, world: World) => {
  const { state } = play(plan, world);
  return lineOf(state, state.outcome?.winner);
};

describe('replayStudy, by a climb', () => {
  it('looks at every second learning rate, then goes down and up from its leader', () => {
    const { state, stages } = play(climbing(), valley(6));
    expect(stages).toEqual([
      // Heights 2, 4, 6 and 8: trials stand in the order in which they begin.
      'first look, 10 updates: 0 1 2 3',
      'climb, from the best of the first look, whole training: 2',
      // 5 is given up half-way: lower, and behind.
      'climb, the next lower learning rate, 50 updates: 4',
      'climb, the next higher learning rate, whole training: 5',
    ]);
    expect(state.trials.map((_, trial) => lineOf(state, trial))).toEqual(
      [2, 4, 6, 8, 5, 7].map((height) => `cosine(${String(height)})`),
    );
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(6)');
    expect(lineOf(state, state.outcome?.runnerUp)).toBe('cosine(7)');
    expect(state.trials[4]?.prunedBecause).toBe('lower than trial 2 and behind it after 50 updates');
    expect(state.trials[3]?.prunedBecause).toBe('place 2 of 4 in the first look');
  });

  it('climbs on as long as it finds better, where the first look misled', () => {
    // Early on 8 looks best; in the end 3 is.
    const drifting: World = (policy, t) => valley(t <= 10 ? 8 : 3)(policy, t);
    const { state, stages } = play(climbing(), drifting);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(3)');
    expect(stages.filter((stage) => stage.includes('whole'))).toHaveLength(6);
    expect(winnerOf(climbing(), (policy, t) => valley(t <= 10 ? 2 : 7)(policy, t))).toBe('cosine(7)');
  });

  it('looks for longer where the best cannot be told from the middle yet', () => {
    const flat: World = (policy, t) =>
      t <= 10 ? 0.693 - 1e-4 * largestLearningRateField(policy) : valley(3)(policy, t);
    const { state, stages } = play(climbing(), flat);
    expect(stages.slice(0, 3)).toEqual([
      'first look, 10 updates: 0 1 2 3',
      'first look, 30 updates: 3 2 1 0',
      'climb, from the best of the first look, whole training: 1',
    ]);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(3)');
  });

  it('does not give up a lower learning rate that is no worse half-way', () => {
    const late: World = (policy, t) => (t < TOTAL ? 0.5 : valley(5)(policy, t));
    const { state, stages } = play(climbing({ climb: { ...CLIMB, rungs: [10] } }), late);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(5)');
    expect(stages.some((stage) => stage.includes('next lower') && stage.includes('whole'))).toBe(true);
  });

  it('looks at the others where all that it looked at diverged, and says so where nothing trains', () => {
    const steep: World = (policy, t) => (largestLearningRateField(policy) > 1 ? null : valley(1)(policy, t));
    const { state, stages } = play(climbing(), steep);
    expect(stages.slice(0, 2)).toEqual(['first look, 10 updates: 0 1 2 3', 'first look, 10 updates: 4 5 6 7 8']);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(1)');
    const nothing = play(climbing(), () => null).state;
    expect(nothing.outcome).toEqual({ winner: null, runnerUp: null, because: 'every trial diverged or failed' });
  });

  it('takes the next of the first look where its leader diverges later', () => {
    const late: World = (policy, t) => (largestLearningRateField(policy) >= 6 && t > 50 ? null : valley(6)(policy, t));
    const { state } = play(climbing(), late);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(5)');
    // 6 was trained until it diverged, and is not spoken of as if it had only been looked at.
    expect(state.trials[2]).toMatchObject({ asked: [10, 100], prunedBecause: null });
  });

  it('goes on from a neighbour that diverges after the look as it did before it knew', () => {
    const edge: World = (policy, t) =>
      largestLearningRateField(policy) >= 8 && t > 50 ? null : valley(t <= 10 ? 6 : 7)(policy, t);
    const { state } = play(climbing(), edge);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(7)');
    expect(lineOf(state, state.outcome?.runnerUp)).toBe('cosine(6)');
    expect(state.trials.find(({ candidate: place }) => place === 7)).toMatchObject({ asked: [10, 100] });
  });

  it('tries what it has not looked at where all that it looked at diverges later, and then says that nothing was found', () => {
    const steep: World = (policy, t) => (largestLearningRateField(policy) > 1 && t > 60 ? null : valley(6)(policy, t));
    const { state, stages } = play(climbing(), steep);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(1)');
    expect(stages).toContain('first look, 10 updates: 4 5 6 7 8');
    const nothing = play(climbing(), (policy, t) => (t > 60 ? null : valley(6)(policy, t))).state;
    expect(nothing.outcome).toEqual({ winner: null, runnerUp: null, because: 'every trial diverged or failed' });
  });

  it('stops on a plateau: as good is not better', () => {
    const { stages } = play(climbing(), () => 0.5);
    expect(stages.filter((stage) => stage.includes('whole'))).toHaveLength(3);
  });

  it('looks at the nearest of each other template, and climbs there where that is better', () => {
    const both = ['cosine', 'linear'].flatMap((law, template) =>
      [1, 2, 3, 4, 5, 6].map((height) => candidate(`${law}(${String(height)})`, template)),
    );
    // The linear ones are better, and best one step higher.
    const world: World = (policy, t) =>
      policy.law === 'linear' ? 0.3 * (valley(5)(policy, t) ?? 0) : valley(t <= 10 ? 4.1 : 4)(policy, t);
    expect(winnerOf(climbing({ candidates: both }), world)).toBe('linear(5)');
  });

  it('looks at what stands on no ladder, and goes on where a ladder is', () => {
    const told = candidate('linear(0.4)', null);
    const { state, stages } = play(climbing({ candidates: [told, ...climbing().candidates] }), valley(0.5));
    expect(stages[0]).toBe('first look, 10 updates: 0 1 2 3 4');
    expect(lineOf(state, state.outcome?.winner)).toBe('linear(0.4)');
    // Of the ladder the nearest.
    expect(lineOf(state, state.outcome?.runnerUp)).toBe('cosine(1)');
    expect(winnerOf(climbing({ candidates: [told, candidate('linear(0.8)', null)] }), valley(0.5))).toBe('linear(0.4)');
    // One that leads no look is tried to the end all the same: the best of them.
    const late: World = (policy, t) => (policy.law === 'linear' && t <= 10 ? 2 : valley(0.5)(policy, t));
    expect(winnerOf(climbing({ candidates: [told, ...climbing().candidates] }), late)).toBe('linear(0.4)');
  });

  it('decides alike whatever is known later, and never finds what diverged, in any world', () => {
    const losses = fc.array(
      fc.array(fc.option(fc.integer({ min: 1, max: 4 }), { freq: 6 }), { minLength: 10, maxLength: 10 }),
      { minLength: 9, maxLength: 9 },
    );
    fc.assert(
      fc.property(losses, fc.constantFrom('single', 'cost-effective', 'composite'), (world, method) => {
        const plan = climbing({
          method,
          target: method === 'cost-effective' ? 0 : null,
          phases: method === 'composite' ? { boundaries: [50], heights: [2, 5] } : null,
        });
        const { state, steps, reportOf } = play(
          plan,
          (policy, t) => world[largestLearningRateField(policy) - 1]?.[t / 10 - 1] ?? null,
        );
        // What was asked of a trial once stays asked.
        for (const [index, { trials }] of steps.entries())
          for (const [trial, { asked }] of trials.entries())
            expect(steps[index + 1]?.trials[trial]?.asked.slice(0, asked.length) ?? asked).toEqual(asked);
        for (const [trial, { asked, prunedBecause }] of state.trials.entries()) {
          expect(reportOf(trial)?.updates ?? 0).toBeLessThanOrEqual(asked.at(-1) ?? 0);
          if (prunedBecause !== null) expect(reportOf(trial)?.end).toBeNull();
        }
        const found = [state.outcome?.winner ?? null, state.outcome?.runnerUp ?? null];
        for (const trial of found.filter((one) => one !== null))
          expect(['diverged', 'failed']).not.toContain(reportOf(trial)?.end);
        if (found[0] != null) expect(reportOf(found[0])?.end).toBe('completed');
      }),
    );
  });

  it('ends at a place that no neighbour betters, whatever the landscape, and asks for nothing twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 9, maxLength: 9 }),
        fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 9, maxLength: 9 }),
        (early, late) => {
          const world: World = (policy, t) => (t < TOTAL ? early : late)[largestLearningRateField(policy) - 1] ?? null;
          const plan = climbing({ climb: { ...CLIMB, giveUpAt: null } });
          const { state, reportOf } = play(plan, world);
          const won = state.outcome?.winner ?? -1;
          const place = state.trials[won]?.candidate ?? -1;
          const own = late[place] ?? 0;
          expect(own).toBeLessThanOrEqual(Math.min(late[place - 1] ?? Infinity, late[place + 1] ?? Infinity));
          const { search, fullGrid, searchRestarted } = studyCost(plan, state.trials, reportOf);
          expect(search).toBeLessThanOrEqual(fullGrid);
          expect(searchRestarted).toBeGreaterThanOrEqual(search);
        },
      ),
    );
  });

  it('costs what was said beforehand, where the first look is right and nothing is given up', () => {
    const plan = climbing({ climb: { ...CLIMB, giveUpAt: null } }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const { state, reportOf } = play(plan, valley(6));
    const cost = studyCost(plan, state.trials, reportOf);
    expect(cost.search).toBe(expectedSearchUpdates(plan));
    expect(cost.search).toBe(6 * 10 + 90 + 2 * TOTAL);
    // The leader alone was looked at and then trained anew.
    expect(cost.searchRestarted).toBe(cost.search + 10);
  });

  it('counts the stop half-way where nothing goes on from a checkpoint', () => {
    const plan = climbing();
    const { state, reportOf } = play(plan, (policy, t) =>
      t <= 10 ? valley(4)(policy, t) : t < TOTAL ? 0.5 : valley(3)(policy, t),
    );
    const [first, second] = [3, 2].map((height) =>
      state.trials.findIndex(({ candidate: place }) => place === height - 1),
    );
    expect(state.trials[first ?? -1]?.asked).toEqual([50, 100]);
    expect(state.trials[second ?? -1]?.asked).toEqual([10, 50, 100]);
    const { search, searchRestarted } = studyCost(plan, state.trials, reportOf);
    // 4 leads and restarts once; 3 once, half-way; 2 after the look and half-way.
    expect(searchRestarted - search).toBe(10 + 50 + 10 + 50);
  });
});

describe('parseStudyPlan, of a climb', () => {
  it('reads a plan of before there were climbs', () => {
    const { climb: _, ...old } = planOf();
    expect(parseStudyPlan(old)).toEqual({ ok: true, value: planOf() });
  });

  it('refuses a plan that is larger than a submission may be, before it is looked into', () => {
    const read = parseStudyPlan({ ...climbing(), candidates: [{ policy: 'x'.repeat(MOST_PLAN_CHARACTERS) }] });
    expect(read.ok ? [] : read.refusals.map(({ code }) => code)).toEqual(['document.too-large']);
  });

  it.each([
    ['a template that no database counts', { template: 3_000_000_000 }, /^candidates\[0\]\.template/],
    ['an origin with U+0000', { origin: 'x\u0000y' }, /^candidates\[0\]\.origin/],
  ])('refuses %s', (_, change, path) => {
    const { candidates } = climbing();
    const read = parseStudyPlan(climbing({ candidates: [{ ...candidates[0]!, ...change }, ...candidates.slice(1)] }));
    expect(read.ok ? '' : read.refusals[0]?.path).toMatch(path);
  });

  it.each([
    ['U+0000', { 'a\u0000': 1 }],
    ['more characters than are kept', 'x'.repeat(MOST_SPACE_CHARACTERS)],
  ])('refuses a space with %s', (_, space) => {
    const read = parseStudyPlan(climbing({ search: { draw: 'grid', seed: 0, space } }));
    expect(read.ok ? '' : read.refusals[0]?.path).toBe('search.space');
  });

  it.each([
    ['neither halving nor a climb', climbing({ climb: null })],
    ['both', planOf({ climb: CLIMB })],
    ['rungs that are no evaluation points', climbing({ climb: { ...CLIMB, rungs: [11] } })],
    ['rungs that descend', climbing({ climb: { ...CLIMB, rungs: [30, 10] } })],
    ['giving up where nothing is measured', climbing({ climb: { ...CLIMB, giveUpAt: 55 } })],
  ])('refuses %s', (_, plan) => {
    const read = parseStudyPlan(plan);
    expect(read.ok ? '' : (read.refusals[0]?.path ?? '')).toMatch(/^climb/);
  });
});

import { describe, expect, it } from 'vitest';
import { largestLearningRateField, printPolicy } from '../policy/index.js';
import { replayStudy, studyCost } from './index.js';
import { lineOf, planOf, play, TOTAL, valley, type World } from './testing/play-study.js';

describe('replayStudy, single', () => {
  it('halves over the rungs: a third goes on, rounded down, and the next lower learning rate with it', () => {
    const { state, stages } = play(planOf(), valley(5));
    expect(stages).toEqual([
      'rung 1 of 3, 10 updates: 0 1 2 3 4 5 6 7 8',
      // 5, 6 and 4 are best; 3 is the one below.
      'rung 2 of 3, 30 updates: 4 5 3 2',
      'rung 3 of 3, 100 updates: 4 3',
    ]);
    expect([lineOf(state, state.outcome?.winner), lineOf(state, state.outcome?.runnerUp)]).toEqual([
      'cosine(5)',
      'cosine(4)',
    ]);
    expect(state.trials[8]?.prunedBecause).toBe('place 7 of 9 after 10 updates');
  });

  it('finds the best that early ranks would have cut, where it is the one below', () => {
    // Early on 6 looks best; in the end 4 is.
    const drifting: World = (policy, t) => valley(t < TOTAL ? 6 : 4)(policy, t);
    const halving = { eta: 3, rungs: [10, 100], keepsOneBelow: false };
    const lean = planOf({ halving });
    expect(lineOf(play(lean, drifting).state, play(lean, drifting).state.outcome?.winner)).toBe('cosine(5)');
    const guarded = planOf({ halving: { ...halving, keepsOneBelow: true } });
    const { state } = play(guarded, drifting);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(4)');
  });

  it('tries every candidate in full where there is one rung', () => {
    const plan = planOf({ halving: { eta: 3, rungs: [TOTAL], keepsOneBelow: true } });
    const { state, stages, reportOf } = play(plan, valley(7));
    expect(stages).toEqual(['whole trainings, 100 updates: 0 1 2 3 4 5 6 7 8']);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(7)');
    const { search, fullGrid } = studyCost(plan, state.trials, reportOf);
    expect(search).toBe(fullGrid);
  });

  it('lets what diverged go on nowhere, and ends without a winner where everything did', () => {
    const edge: World = (policy, t) => (largestLearningRateField(policy) > 3 ? null : valley(9)(policy, t));
    const { state } = play(planOf(), edge);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(3)');
    const nothing = play(planOf(), () => null);
    expect(nothing.state.outcome).toEqual({ winner: null, runnerUp: null, because: 'every trial diverged or failed' });
    expect(nothing.stages).toHaveLength(1);
  });

  it('does not take a decision back where a trial that went on diverges later', () => {
    // 6 leads at the first rung and blows up before the second.
    const late: World = (policy, t) =>
      t >= 20 && largestLearningRateField(policy) === 6 ? null : valley(6)(policy, t);
    const { state, stages, reportOf } = play(planOf(), late);
    expect(stages.slice(0, 2)).toEqual([
      'rung 1 of 3, 10 updates: 0 1 2 3 4 5 6 7 8',
      'rung 2 of 3, 30 updates: 5 6 4 3',
    ]);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(7)');
    expect(state.trials[5]).toMatchObject({ asked: [10, 30], prunedBecause: null });
    const { search, searchRestarted } = studyCost(planOf(), state.trials, reportOf);
    expect(searchRestarted).toBeGreaterThanOrEqual(search);
  });

  it('asks for the same whatever was reported first, and for nothing that is known already', () => {
    const whole = play(planOf(), valley(5));
    for (let stopped = 0; stopped <= whole.stages.length; stopped += 1) {
      const { state } = play(planOf(), valley(5), stopped);
      expect(state.batch === null).toBe(stopped === whole.stages.length);
    }
    const half = play(planOf(), valley(5), 1);
    const reported = half.reportOf(4);
    const again = replayStudy(planOf(), (trial) => (trial === 4 ? reported : null));
    expect(again.batch?.asks.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
  });

  it('takes the lower learning rate of two that are equal', () => {
    const { state } = play(planOf({}, [1, 2, 4]), () => 0.5);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(1)');
  });
});

describe('replayStudy, cost-effective', () => {
  it('takes the finalist that reaches the target first, of those that end as good as the best', () => {
    const plan = planOf({
      method: 'cost-effective',
      target: 0.55,
      halving: { eta: 2, rungs: [100], keepsOneBelow: false },
    });
    // All end alike; from 6 on the target is reached after 20 updates, and of those 6 is the lowest.
    const speed: World = (policy, t) => Math.max(0.4, 1 - (t * largestLearningRateField(policy)) / 200);
    const { state } = play(plan, speed);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(6)');
    expect(state.outcome?.because).toBe('reaches 0.55 after 20 updates');
  });

  it('takes one that reaches it where the best by loss does not', () => {
    // 5 ends best by loss, and only 7 and 8 come to 0.9 in the metric.
    const plan = planOf({
      method: 'cost-effective',
      target: 0.9,
      halving: { eta: 3, rungs: [TOTAL], keepsOneBelow: true },
    });
    const { state } = play(plan, valley(5), Infinity, (policy) => largestLearningRateField(policy) / 8);
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(8)');
    expect(state.outcome?.because).toBe('reaches 0.9 after 10 updates');
    expect(lineOf(state, state.outcome?.runnerUp)).toBe('cosine(5)');
  });

  it('says so where nobody reaches it, and gives the best', () => {
    const { state } = play(planOf({ method: 'cost-effective', target: 0.95 }), valley(5));
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(5)');
    expect(state.outcome?.because).toMatch(/^nobody reaches 0.95/);
  });
});

describe('replayStudy, composite', () => {
  const plan = planOf({ method: 'composite', phases: { boundaries: [50], heights: [2, 4, 8] } }, [1, 2, 4]);

  it('composes phase by phase, each trial going on from the chosen one before it', () => {
    // Good: 8 first, then a decay from 2.
    const world: World = (policy) => {
      const line = printPolicy(policy);
      if (!line.includes('constant')) return 1;
      return 0.9 - (line.includes('constant(8)') ? 0.3 : 0) - (line.includes('linear(2)') ? 0.2 : 0);
    };
    const { state, stages } = play(plan, world);
    const composed = state.trials.slice(3);
    expect(stages.slice(-3)).toEqual([
      'phase 1 of 2, updates 0 to 50: 3 4 5',
      'phase 1 of 2, from update 50: 3 4 5',
      'phase 2 of 2, from update 50: 6 7 8 9 10',
    ]);
    expect(composed.map(({ fork }) => fork)).toEqual([
      ...[null, null, null],
      ...Array.from({ length: 5 }, () => ({ trial: 5, t: 50 })),
    ]);
    expect(lineOf(state, state.outcome?.winner)).toBe('constant(8) until 50; linear(2)');
    expect(lineOf(state, state.outcome?.runnerUp)).toBe('cosine(1)');
  });

  it('keeps the best single policy where no composition is better', () => {
    const { state } = play(plan, (policy) => (printPolicy(policy).includes(';') ? 1 : 0.5));
    expect(lineOf(state, state.outcome?.winner)).toBe('cosine(1)');
    expect(state.outcome?.because).toBe('no composition ends better than the best single policy');
  });
});

describe('studyCost', () => {
  it('counts a fork from where it went on', () => {
    const plan = planOf({ method: 'composite', phases: { boundaries: [50], heights: [2, 4] } }, [1, 2]);
    const { state, reportOf } = play(plan, (policy, t) => (printPolicy(policy).includes(';') ? 0.5 : 1) + t / 1e3);
    const { search, searchRestarted, fullGrid } = studyCost(plan, state.trials, reportOf);
    // Two candidates that nobody cuts (one leads, the other is its companion); two first phases in full, then three new
    // second phases of 50 each.
    expect(search).toBe(200 + 200 + 150);
    expect(searchRestarted).toBe(2 * (10 + 30 + 100) + 200 + 300);
    expect(fullGrid).toBe(200);
  });
});

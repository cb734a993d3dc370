import { describe, expect, it } from 'vitest';
import { largestLearningRateField, parseNotation } from '../policy/index.js';
import { valueOrThrow } from '../refusal/index.js';
import { expectedSearchUpdates, replayStudy, studyCost, type StudyPlan, type TrialReport } from './index.js';

const TOTAL = 1000;
const RUNGS = [100, 300, TOTAL];

function planOf(learningRates: number, keepsOneBelow: boolean): StudyPlan {
  return {
    version: 1,
    method: 'single',
    totalUpdates: TOTAL,
    updatesPerEpoch: null,
    tokensPerUpdate: null,
    evaluateAt: RUNGS,
    search: { draw: 'grid', seed: 0, space: null },
    candidates: Array.from({ length: learningRates }, (_, index) => ({
      policy: JSON.parse(
        JSON.stringify(valueOrThrow(parseNotation(`cosine(${String(index + 1)})`))),
      ) as StudyPlan['candidates'][number]['policy'],
      template: 0,
      origin: 'cosine, drawn',
    })),
    halving: { eta: 3, rungs: RUNGS, keepsOneBelow },
    climb: null,
    by: 'loss',
    direction: 'maximize',
    target: null,
    phases: null,
    confirmations: 0,
    rangeTest: null,
  };
}

/** Trains whatever is asked for; the highest learning rate but one is best, so a lower neighbour is always there. */
function search(plan: StudyPlan) {
  const best = plan.candidates.length - 1;
  const reports = new Map<number, TrialReport>();
  const reportOf = (trial: number) => reports.get(trial) ?? null;
  let state = replayStudy(plan, reportOf);
  for (; state.batch !== null; state = replayStudy(plan, reportOf)) {
    for (const { trial, until } of state.batch.asks) {
      const policy = state.trials[trial]?.policy;
      const loss = policy === undefined ? null : Math.abs(largestLearningRateField(policy) - best);
      const readings = RUNGS.filter((t) => t <= until).map((t) => ({ t, loss, metric: null }));
      reports.set(trial, { readings, updates: until, end: until === TOTAL ? 'completed' : null });
    }
  }
  return studyCost(plan, state.trials, reportOf);
}

describe('studyCost of halving at 10, 30 and 100% with eta 3, as a share of the whole grid', () => {
  it.each([
    { learningRates: 9, plain: 0.24, guarded: 0.34, plainRestarted: 0.31, guardedRestarted: 0.46 },
    { learningRates: 10, plain: 0.23, guarded: 0.32, plainRestarted: 0.29, guardedRestarted: 0.42 },
    { learningRates: 12, plain: 0.23, guarded: 0.3, plainRestarted: 0.28, guardedRestarted: 0.39 },
    { learningRates: 16, plain: 0.21, guarded: 0.31, plainRestarted: 0.26, guardedRestarted: 0.4 },
  ])('is the known arithmetic for $learningRates learning rates', ({ learningRates, ...expected }) => {
    const share = (updates: number) => Math.round((100 * updates) / (learningRates * TOTAL)) / 100;
    const [plain, guarded] = [search(planOf(learningRates, false)), search(planOf(learningRates, true))];
    expect({
      plain: share(plain.search),
      guarded: share(guarded.search),
      plainRestarted: share(plain.searchRestarted),
      guardedRestarted: share(guarded.searchRestarted),
    }).toEqual(expected);
    expect(plain.fullGrid).toBe(learningRates * TOTAL);
  });

  it('is what a study says beforehand, where nothing diverges', () => {
    for (const learningRates of [9, 10, 12, 16]) {
      for (const keepsOneBelow of [false, true]) {
        const plan = planOf(learningRates, keepsOneBelow);
        expect(search(plan).search).toBe(expectedSearchUpdates(plan));
      }
    }
  });
});

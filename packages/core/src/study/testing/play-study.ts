import { largestLearningRateField, parseNotation, type Policy, printPolicy } from '../../policy/index.js';
import { valueOrThrow } from '../../refusal/index.js';
import { replayStudy, type StudyPlan, type StudyState, type TrialReport } from '../index.js';

export const TOTAL = 100;
export const EVALUATE_AT = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
export const policyOf = (notation: string): Policy => valueOrThrow(parseNotation(notation));

/** A study of cosines of these heights, halved at a tenth and three tenths unless told otherwise. */
export function planOf(change: Partial<StudyPlan> = {}, heights = [1, 2, 3, 4, 5, 6, 7, 8, 9]): StudyPlan {
  return {
    version: 1,
    method: 'single',
    totalUpdates: TOTAL,
    updatesPerEpoch: 10,
    tokensPerUpdate: null,
    evaluateAt: EVALUATE_AT,
    search: { draw: 'grid', seed: 0, space: null },
    candidates: heights.map((height) => ({
      policy: JSON.parse(
        JSON.stringify(policyOf(`cosine(${String(height)})`)),
      ) as StudyPlan['candidates'][number]['policy'],
      template: 0,
      origin: 'cosine, drawn',
    })),
    halving: { eta: 3, rungs: [10, 30, 100], keepsOneBelow: true },
    climb: null,
    by: 'loss',
    direction: 'maximize',
    target: null,
    phases: null,
    confirmations: 3,
    rangeTest: null,
    ...change,
  };
}

/** What a training is like: its loss after t updates; null where it is not finite. */
export type World = (policy: Policy, t: number) => number | null;

/** Trains what a study asks for in a made-up world, one batch after the other, and says where it stands after each. */
export function play(plan: StudyPlan, world: World, most = Infinity, metricOf: World | null = null) {
  const reports = new Map<number, TrialReport>();
  const reportOf = (trial: number) => reports.get(trial) ?? null;
  const stages: string[] = [];
  let state: StudyState = replayStudy(plan, reportOf);
  const steps = [state];
  for (let step = 0; state.batch !== null && step < most; step += 1) {
    const { stage, asks } = state.batch;
    stages.push(`${stage}: ${asks.map(({ trial }) => String(trial)).join(' ')}`);
    for (const { trial, until } of asks) {
      const policy = state.trials[trial]?.policy;
      if (policy === undefined) throw new Error(`no trial ${String(trial)}`);
      const readings = EVALUATE_AT.filter((t) => t <= until).map((t) => {
        const loss = world(policy, t);
        const metric = loss === null ? null : metricOf === null ? 1 - loss : metricOf(policy, t);
        return { t, loss, metric };
      });
      const first = readings.findIndex(({ loss }) => loss === null);
      reports.set(
        trial,
        first >= 0
          ? { readings: readings.slice(0, first + 1), updates: readings[first]?.t ?? 0, end: 'diverged' }
          : { readings, updates: until, end: until === TOTAL ? 'completed' : null },
      );
    }
    state = replayStudy(plan, reportOf);
    steps.push(state);
  }
  return { state, steps, stages, reportOf };
}

/** A trial's policy, as a line. */
export const lineOf = ({ trials }: StudyState, trial: number | null | undefined) =>
  trial == null || trials[trial] === undefined ? 'none' : printPolicy(trials[trial].policy);

/** A valley in the learning rate, the same at all times. */
export const valley =
  (best: number): World =>
  (policy) =>
    0.1 + Math.abs(Math.log(largestLearningRateField(policy) / best));

import type { Policy } from '@ratebook/core/policy';
import { replayStudy, studyCost, type StudyPlan, type StudyState, type TrialReport } from '@ratebook/core/study';

/** A study, played against trainings that were made before. */
export interface Played {
  readonly state: StudyState;
  /** Policies that the record has not; the study stands where it asks for them. Empty: it came to its end. */
  readonly missing: readonly Policy[];
  /** Updates of the search, going on from checkpoints. */
  readonly updates: number;
  /** The same where every rung and phase begins at the first update. */
  readonly updatesRestarted: number;
  /** Updates that each trial was trained to, in the order of the trials. */
  readonly trainedTo: readonly number[];
  /** Evaluations of the validation split: all that the trials had up to where they stopped. */
  readonly evaluations: number;
}

/** What a whole training had shown when it had been trained to `until`: nothing of what came later. */
export function knownAt(whole: TrialReport, until: number): TrialReport {
  if (whole.updates <= until) return whole;
  return { readings: whole.readings.filter(({ t }) => t <= until), updates: until, end: null };
}

/** Plays a study: each ask is answered from the record, with no more than a training up to there would have shown. */
export function play(plan: StudyPlan, record: (policy: Policy) => TrialReport | null): Played {
  const reports = new Map<number, TrialReport>();
  const reportOf = (trial: number) => reports.get(trial) ?? null;
  const missing: Policy[] = [];
  let state = replayStudy(plan, reportOf);
  while (state.batch !== null && missing.length === 0) {
    for (const { trial, until } of state.batch.asks) {
      const policy = state.trials[trial]?.policy;
      if (policy === undefined) throw new RangeError(`The study asks for trial ${String(trial)}, which it has not.`);
      const whole = record(policy);
      if (whole === null) missing.push(policy);
      else reports.set(trial, knownAt(whole, until));
    }
    state = replayStudy(plan, reportOf);
  }
  const { search, searchRestarted } = studyCost(plan, state.trials, reportOf);
  const trainedTo = state.trials.map((_, trial) => reportOf(trial)?.updates ?? 0);
  const evaluations = [...reports.values()].reduce((sum, { readings }) => sum + readings.length, 0);
  return { state, missing, updates: search, updatesRestarted: searchRestarted, trainedTo, evaluations };
}

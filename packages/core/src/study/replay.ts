import { METHODS } from './methods.js';
import type { StudyPlan } from './plan.js';
import type { Batch, StudyOutcome, StudyTrial } from './trial.js';
import { isAnswered, type ReportOf, Trials } from './trials.js';

/** Where a study stands: what was decided so far, and what is to be trained next or was found. */
export interface StudyState {
  readonly trials: readonly StudyTrial[];
  /** What is still to be trained before the next decision; null once there is an outcome. */
  readonly batch: Batch | null;
  readonly outcome: StudyOutcome | null;
}

/**
 * Decides a study as far as its measurements go. A pure function of the plan and the reports: a study that was killed, one
 * on a cluster and one that is read back from the registry decide alike.
 */
export function replayStudy(plan: StudyPlan, reportOf: ReportOf): StudyState {
  const trials = new Trials(plan, reportOf);
  const search = METHODS[plan.method](trials);
  for (let step = search.next(); ; step = search.next()) {
    if (step.done === true) return { trials: trials.list, batch: null, outcome: step.value };
    const asks = step.value.asks.filter((ask) => !isAnswered(reportOf(ask.trial), ask));
    if (asks.length > 0) return { trials: trials.list, batch: { ...step.value, asks }, outcome: null };
  }
}

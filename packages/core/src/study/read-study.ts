import type { Run } from '../run/index.js';
import type { Submission } from '../submission/index.js';
import type { Task } from '../task/index.js';
import { type StudyCost, studyCost } from './cost.js';
import { type PairedGain, pairedGain } from './gain.js';
import type { StudyPlan } from './plan.js';
import { candidateProblem, courseProblem, planProblem } from './problem.js';
import { replayStudy } from './replay.js';
import { updatesToTarget } from './target.js';
import type { StudyOutcome, StudyTrial, TrialReport } from './trial.js';

/** A trial as it was begun, and what its run says. Trial i is run i of the submission. */
export interface TrialReading extends StudyTrial {
  /** Null where the submission has no run for it. */
  readonly report: TrialReport | null;
}

/** After how many updates a metric was reached in the search; null where it was not. */
export interface TargetReading {
  readonly metric: number;
  readonly winner: number | null;
  readonly runnerUp: number | null;
}

/** Everything that is derived of a study from its plan and its runs, by runner and registry alike. */
export interface StudyReading {
  readonly trials: readonly TrialReading[];
  /** Null where the runs do not lead to one: `problem` says why. */
  readonly outcome: StudyOutcome | null;
  readonly cost: StudyCost;
  /** Of the winner over the runner-up, in the task's metric on test, over the seeds that confirmed both; null without. */
  readonly gain: PairedGain | null;
  /** The plan's target, else the task's; null where there is neither. */
  readonly target: TargetReading | null;
  /** Where the runs are not what the plan's decisions ask for, in a sentence; null where they are. */
  readonly problem: string | null;
}

const NO_COST: StudyCost = { search: 0, searchRestarted: 0, rangeTest: 0, fullGrid: 0, confirmation: 0 };

const ENDS: Readonly<Record<Run['status'], TrialReport['end']>> = {
  completed: 'completed',
  diverged: 'diverged',
  abandoned: 'failed',
  pruned: null,
};

/** What a run says of its trial: its looks at the validation split, and how it ended. */
export function reportOfRun({ status, evaluations, cost }: Run, { metric }: Pick<Task, 'metric'>): TrialReport {
  const readings = evaluations
    // A look after more updates than were made is nobody's.
    .filter(({ t, split }) => split === 'validation' && t > 0 && t <= cost.updates)
    .toSorted((a, b) => a.t - b.t)
    .map(({ t, metrics }) => ({ t, loss: metrics['loss'] ?? null, metric: metrics[metric.name] ?? null }));
  return { readings, updates: cost.updates, end: ENDS[status] };
}

/**
 * Reads a study back: its decisions are made again from the plan and what the runs measured, and compared with what was
 * trained. Nothing that the sender says about the outcome is taken.
 */
export function readStudy(plan: StudyPlan, submission: Submission, task: Task): StudyReading {
  const unreadable = candidateProblem(plan) ?? planProblem(plan, submission, task);
  if (unreadable !== null)
    return { trials: [], outcome: null, cost: NO_COST, gain: null, target: null, problem: unreadable };
  const reports = submission.runs.map((run, index) =>
    run.role === 'trial' && run.arm === index ? reportOfRun(run, task) : null,
  );
  const reportOf = (trial: number) => reports[trial] ?? null;
  const state = replayStudy(plan, reportOf);
  const { outcome } = state;
  const confirming = submission.runs.filter(({ role }) => role === 'arm');
  const cost = studyCost(plan, state.trials, reportOf);
  return {
    trials: state.trials.map((trial, index) => ({ ...trial, report: reportOf(index) })),
    outcome,
    cost: { ...cost, confirmation: confirming.reduce((sum, run) => sum + run.cost.updates, 0) },
    gain: outcome === null ? null : gainOf(outcome, confirming, plan, task),
    target: outcome === null ? null : targetOf(outcome, reportOf, plan, task),
    problem: courseProblem(plan, submission, state),
  };
}

function gainOf(
  { winner, runnerUp }: StudyOutcome,
  confirming: readonly Run[],
  { totalUpdates }: StudyPlan,
  { metric }: Task,
): PairedGain | null {
  const measured = (arm: number | null) =>
    new Map(
      confirming.flatMap((run): (readonly [string, number])[] => {
        if (run.arm !== arm || run.status !== 'completed') return [];
        const test = run.evaluations.find(({ t, split }) => split === 'test' && t === totalUpdates);
        const value = test?.metrics[metric.name] ?? null;
        return value === null ? [] : [[`${String(run.seed)}/${String(run.dataSeed)}`, value]];
      }),
    );
  const others = measured(runnerUp);
  const pairs = [...measured(winner)].flatMap(([seeds, value]): (readonly [number, number])[] => {
    const other = others.get(seeds);
    return other === undefined ? [] : [[value, other]];
  });
  return pairedGain(pairs, metric.direction);
}

function targetOf(
  { winner, runnerUp }: StudyOutcome,
  reportOf: (trial: number) => TrialReport | null,
  plan: StudyPlan,
  { targets, metric }: Task,
): TargetReading | null {
  const wanted = plan.target ?? targets?.full ?? null;
  if (wanted === null) return null;
  const reached = (trial: number | null) =>
    trial === null ? null : updatesToTarget(reportOf(trial)?.readings ?? [], wanted, metric.direction);
  return { metric: wanted, winner: reached(winner), runnerUp: reached(runnerUp) };
}

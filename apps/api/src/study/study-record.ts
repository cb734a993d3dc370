import { shown } from '@ratebook/core/refusal';
import { askedUntil, parseStudyPlan, readStudy, type StudyPlan, type StudyReading } from '@ratebook/core/study';
import type { Submission } from '@ratebook/core/submission';
import type { ArtefactRecord } from '@ratebook/core/verification';
import type { Connection } from '../database/client.js';
import type { TaskRecord } from '../task/task.store.js';
import { type StoredPlan, type StudyFacts, StudyStore, type StudyTrialFacts } from './study.store.js';

const NO_COST = { search: 0, searchRestarted: 0, rangeTest: 0, fullGrid: 0, confirmation: 0 };

const unread = (problem: string): StudyReading => ({
  trials: [],
  outcome: null,
  cost: NO_COST,
  gain: null,
  target: null,
  problem,
});

/** The plan that a submission of kind study names, or why there is none, in a sentence. */
function planOf(submission: Submission, artefact: ArtefactRecord | undefined): StudyPlan | string {
  if (submission.study === null) return 'The submission names no plan.';
  if (artefact?.state !== 'present') return `The plan, artefact ${submission.study.slice(0, 12)}, is not there.`;
  const read = parseStudyPlan(artefact.value);
  if (read.ok) return read.value;
  return `The plan cannot be read: ${read.refusals[0]?.message ?? shown(artefact.value)}`;
}

interface SubmittedStudy {
  readonly submission: Submission;
  readonly submissionRowId: number;
  readonly task: TaskRecord;
  readonly artefact: ArtefactRecord | undefined;
  /** Inner keys of the submission's arms, in its order. */
  readonly armIds: readonly (number | null)[];
}

/**
 * Writes a submitted study anew: everything is derived by core, nothing taken from the sender. What the range test before
 * it cost the registry counts itself, where it has it.
 */
export async function storeStudy(connection: Connection, submitted: SubmittedStudy): Promise<void> {
  const store = new StudyStore(connection);
  const { facts, trials } = studyFacts(submitted);
  const named = facts.plan?.rangeTest?.submission ?? null;
  const counted = named === null ? null : await store.rangeTestUpdates(named, submitted.task.id);
  await store.replace({ ...facts, rangeTestUpdates: counted ?? facts.rangeTestUpdates }, trials);
}

function studyFacts(whole: SubmittedStudy): {
  readonly facts: StudyFacts;
  readonly trials: readonly StudyTrialFacts[];
} {
  const { submission, task, armIds } = whole;
  const plan = planOf(submission, whole.artefact);
  const reading = typeof plan === 'string' ? unread(plan) : readStudy(plan, submission, task.document);
  const { outcome, cost, gain, target, problem } = reading;
  const confirmed = new Set(submission.runs.filter(({ role }) => role === 'arm').map(({ arm }) => arm));
  return {
    facts: {
      submissionId: whole.submissionRowId,
      taskId: task.id,
      method: typeof plan === 'string' ? null : plan.method,
      plan: typeof plan === 'string' ? null : withoutCandidates(plan),
      candidateCount: typeof plan === 'string' ? 0 : plan.candidates.length,
      winner: outcome?.winner ?? null,
      runnerUp: outcome?.runnerUp ?? null,
      because: outcome?.because ?? null,
      searchUpdates: cost.search,
      searchRestartedUpdates: cost.searchRestarted,
      rangeTestUpdates: cost.rangeTest,
      fullGridUpdates: cost.fullGrid,
      confirmationUpdates: cost.confirmation,
      gain,
      targetMetric: target?.metric ?? null,
      targetWinner: target?.winner ?? null,
      targetRunnerUp: target?.runnerUp ?? null,
      problem,
    },
    trials: reading.trials.map((trial, position) => ({
      position,
      armId: armIds[position] ?? null,
      candidate: trial.candidate,
      template: trial.template,
      origin: trial.origin,
      forkTrial: trial.fork?.trial ?? null,
      forkAt: trial.fork?.t ?? null,
      until: askedUntil(trial),
      prunedBecause: trial.prunedBecause,
      isConfirmed: confirmed.has(position),
    })),
  };
}

function withoutCandidates({ candidates: _, ...plan }: StudyPlan): StoredPlan {
  return plan;
}

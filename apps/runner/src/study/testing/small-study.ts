import { canonicalJson } from '@ratebook/core/canonical';
import { parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { replayStudy, type StudyPlan } from '@ratebook/core/study';
import type { SubmittedArm } from '@ratebook/core/submission';
import { taskName } from '@ratebook/core/task';
import { contentOf } from '../../executor/testing/small-job.js';
import { openTask } from '../../trainer/embedded/testing/open-task.js';
import type { StudyWatcher } from '../../executor/study-executor.js';
import type { FinishedRun } from '../../job/finished-run.js';
import type { StudyJob } from '../study-runs.js';

/** Where a finished study says what it ended in. */
export const STUDY_CONTENT_FILE = 'study-content.json';

/** Where a process says how far it brought a study, in updates that none made before it, and in which stage it ended. */
export const STUDY_COURSE_FILE = 'study-course.json';

const UPDATES = 100;
const EVALUATE_AT = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

const documentOf = (notation: string) =>
  JSON.parse(JSON.stringify(valueOrThrow(parsePolicy(notation)))) as StudyPlan['candidates'][number]['policy'];

/** A study that is done in a few seconds: six candidates, the highest diverging, halved and (by default) composed. */
export function smallStudy(change: Partial<StudyPlan> = {}): StudyJob {
  const task = openTask('digits-mlp');
  const budget = { unit: 'updates' as const, amount: UPDATES, updates: UPDATES };
  const plan: StudyPlan = {
    version: 1,
    method: 'composite',
    totalUpdates: UPDATES,
    updatesPerEpoch: task.trainer.updatesPerEpoch,
    tokensPerUpdate: null,
    evaluateAt: EVALUATE_AT,
    search: { draw: 'grid', seed: 0, space: null },
    candidates: [0.003, 0.01, 0.03, 0.1, 0.3, 40].map((learningRate) => ({
      policy: documentOf(`cosine(${String(learningRate)})`),
      template: 0,
      origin: 'cosine, drawn',
    })),
    halving: { eta: 3, rungs: [10, 30, UPDATES], keepsOneBelow: true },
    climb: null,
    by: 'loss',
    direction: 'maximize',
    target: null,
    phases: { boundaries: [50], heights: [0.03, 0.1] },
    confirmations: 2,
    rangeTest: null,
    ...change,
  };
  const { trials } = replayStudy(plan, () => null);
  const seeds = [
    { seed: 3_141_592_653, dataSeed: 1 },
    { seed: 7, dataSeed: 4_294_967_295 },
    { seed: 8, dataSeed: 9 },
  ];
  const [first = { seed: 0, dataSeed: 0 }] = seeds;
  return {
    version: 1,
    kind: 'study',
    request: 'e'.repeat(64),
    task: { ...task, evaluateAt: EVALUATE_AT.map((t) => t / UPDATES) },
    ticket: null,
    arms: trials.map(({ policy }): SubmittedArm => ({
      task: taskName(task),
      budget,
      policy: JSON.parse(JSON.stringify(policy)) as SubmittedArm['policy'],
      recipe: task.recipe,
    })),
    runs: trials.map((_, arm) => ({ arm, role: 'trial' as const, ...first })),
    sweep: null,
    study: { plan, seeds },
    createdAt: '2026-11-28T10:00:00.000Z',
    submission: null,
  };
}

/** The same candidates, climbed. */
export const CLIMBING = {
  halving: null,
  climb: { stride: 2, rungs: [10, 30], giveUpAt: 50 },
} satisfies Partial<StudyPlan>;

/** A study as its submission and artefacts state it, but for timing. */
export const studyContent = (job: StudyJob, finished: readonly FinishedRun[]): string =>
  canonicalJson(JSON.parse(contentOf(job, finished)));

/** Nobody watches. */
export const unwatched: StudyWatcher = {
  runStarts: () => undefined,
  event: () => undefined,
  notice: () => undefined,
  runStops: () => undefined,
  runFails: () => undefined,
};

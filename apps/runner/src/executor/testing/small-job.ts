import { canonicalJson } from '@ratebook/core/canonical';
import { parsePolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { SubmittedArm } from '@ratebook/core/submission';
import { taskName } from '@ratebook/core/task';
import { buildSubmission } from '../../job/build-submission.js';
import type { FinishedRun } from '../../job/finished-run.js';
import type { Job } from '../../job/job.js';
import { openTask } from '../../trainer/embedded/testing/open-task.js';
import { lenetTask } from '../../trainer/torch/testing/lenet-task.js';

/** Where a finished job says what `contentOf` it. */
export const CONTENT_FILE = 'content.json';

/** Two checkpoints (at 100 and 200), evaluations between them (at 120 and 150), and a last stretch without. */
const UPDATES = 240;

/** A job that is done in a second or two: two policies that change at every update, each with two seeds. */
export function smallJob(slug: 'digits-mlp' | 'wordnet-glosses' | 'digits-lenet', policies: readonly string[]): Job {
  const task = slug === 'digits-lenet' ? lenetTask() : openTask(slug);
  const arms = policies.map((policy) => ({
    task: taskName(task),
    budget: { unit: 'updates' as const, amount: UPDATES, updates: UPDATES },
    policy: JSON.parse(JSON.stringify(valueOrThrow(parsePolicy(policy)))) as SubmittedArm['policy'],
    recipe: task.recipe,
  }));
  const seeds = [
    { seed: 3_141_592_653, dataSeed: 1 },
    { seed: 7, dataSeed: 4_294_967_295 },
  ];
  return {
    version: 1,
    kind: 'evaluation',
    request: 'f'.repeat(64),
    task: { ...task, evaluateAt: [0.5, 0.625, 1] },
    ticket: null,
    arms,
    runs: seeds.flatMap((seed) => arms.map((_, arm) => ({ arm, role: 'arm' as const, ...seed }))),
    sweep: null,
    createdAt: '2026-11-25T10:00:00.000Z',
    study: null,
    submission: null,
  };
}

/** All that must be the same however often a job was killed: submission and artefacts, but for timing. */
export function contentOf(job: Job, finished: readonly FinishedRun[]): string {
  const submission = buildSubmission(job, finished);
  const timings = new Set(submission.runs.map(({ timing }) => timing));
  const artefacts = finished.flatMap((run) => [...run.artefacts]).filter(([digest]) => !timings.has(digest));
  return canonicalJson({
    submission: { ...submission, runs: submission.runs.map((run) => ({ ...run, timing: null })) },
    artefacts: Object.fromEntries(artefacts),
  });
}

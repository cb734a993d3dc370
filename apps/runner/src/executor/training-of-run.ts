import { type CompiledPolicy, compilePolicy, parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { evaluationUpdates } from '@ratebook/core/task';
import type { Job, PlannedRun } from '../job/job.js';
import type { MonitoredRun } from '../monitor/learning-rate-monitor.js';
import { TRAINER_PROTOCOL } from '../trainer/protocol.js';

/** Updates between checkpoints, where they are fast; where they are slow, about a minute's. */
const CHECKPOINT_EVERY = 100;
const CHECKPOINT_SECONDS = 60;

function checkpointEvery({ task, arms }: Job): number {
  const updates = arms[0]?.budget.updates ?? 1;
  const inAMinute = Math.floor((CHECKPOINT_SECONDS * updates) / task.trainer.expectedSeconds);
  return Math.max(1, Math.min(CHECKPOINT_EVERY, inAMinute));
}

/**
 * Where a run of a job evaluates: start and end of a range test's prefix, or the task's points; and before the first
 * update, which divergence is measured against. A closed loop has no reading before it has trained: it would answer to it.
 */
function evaluateAt(job: Job, planned: PlannedRun, { loop }: CompiledPolicy): readonly number[] {
  if (job.sweep !== null) return [0, job.sweep.prefixUpdates];
  const points = evaluationUpdates(job.task.evaluateAt, job.arms[planned.arm]?.budget.updates ?? 0);
  return loop === null ? [0, ...points] : points;
}

/** What a run of a job is trained with: its policy, compiled, and what its trainer is told. */
export function trainingOf(job: Job, planned: PlannedRun, device: string): Pick<MonitoredRun, 'policy' | 'start'> {
  const arm = job.arms[planned.arm];
  if (arm === undefined) throw new RangeError(`The job has no arm ${String(planned.arm)}.`);
  const policy = valueOrThrow(
    compilePolicy(valueOrThrow(parsePolicyDocument(arm.policy)), {
      totalUpdates: arm.budget.updates,
      updatesPerEpoch: job.task.trainer.updatesPerEpoch,
      tokensPerUpdate: job.task.trainer.tokensPerUpdate,
    }),
  );
  return {
    policy,
    start: {
      type: 'start',
      protocol: TRAINER_PROTOCOL,
      task: job.task,
      recipe: arm.recipe,
      budget: arm.budget,
      seed: planned.seed,
      dataSeed: planned.dataSeed,
      device,
      checkpointEvery: checkpointEvery(job),
      evaluateAt: [...evaluateAt(job, planned, policy)],
    },
  };
}

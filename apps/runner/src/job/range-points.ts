import { compilePolicy, largestLearningRateField, parsePolicyDocument } from '@ratebook/core/policy';
import type { RangePoint } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import { parseTrace } from '@ratebook/core/run';
import { findJson } from '../files/folder.js';
import type { FinishedRun } from './finished-run.js';
import type { Job } from './job.js';

/**
 * The points that a grid's runs make. A run that diverged before its first evaluation has no start and no point. A run
 * that was given up says nothing of its learning rate: a point of it without a loss would be a false edge (T08).
 */
export function rangePoints(job: Job, finished: readonly FinishedRun[]): readonly RangePoint[] {
  return finished.flatMap(({ run, startLoss, endLoss }) => {
    if (startLoss === null || (run.status !== 'completed' && run.status !== 'diverged')) return [];
    const policy = valueOrThrow(parsePolicyDocument(job.arms[run.arm]?.policy));
    return [
      {
        learningRate: largestLearningRateField(policy),
        seed: run.seed,
        loss: run.status === 'completed' ? endLoss : null,
        startLoss,
      },
    ];
  });
}

/** The points of a ramp: one an update of its one run, with the training loss that its trace has. */
export function rampPoints(job: Job, finished: readonly FinishedRun[]): readonly RangePoint[] {
  const [only] = finished;
  const arm = job.arms[0];
  if (only === undefined || arm === undefined || only.startLoss === null) return [];
  const { run, artefacts, startLoss } = only;
  const { learningRateAt } = valueOrThrow(
    compilePolicy(valueOrThrow(parsePolicyDocument(arm.policy)), {
      totalUpdates: arm.budget.updates,
      updatesPerEpoch: job.task.trainer.updatesPerEpoch,
      tokensPerUpdate: job.task.trainer.tokensPerUpdate,
    }),
  );
  const { loss } = valueOrThrow(parseTrace(findJson(artefacts.get(run.trace) ?? '')));
  return loss.map((value, t) => ({ learningRate: learningRateAt(t), seed: run.seed, loss: value, startLoss }));
}

import { arch, platform } from 'node:os';
import { type RangeTest, readRange } from '@ratebook/core/range-test';
import { largestLearningRateField, parsePolicyDocument } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { LICENCE, type Submission } from '@ratebook/core/submission';
import { packageDigest, RUNNER_VERSION } from '../version.js';
import type { FinishedRun } from './finished-run.js';
import type { Job } from './job.js';

/**
 * The points that a range test's runs make. A run that diverged before its first evaluation has no start and no point. A
 * run that was given up says nothing of its learning rate: a point of it without a loss would be a false edge (T08).
 */
export function rangePoints(job: Job, finished: readonly FinishedRun[]): RangeTest['points'] {
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

function rangeTestOf(job: Job, finished: readonly FinishedRun[]): RangeTest | null {
  if (job.sweep === null) return null;
  const { policy, prefixUpdates } = job.sweep;
  const points = rangePoints(job, finished);
  return { method: 'grid', policy, prefixUpdates, points, readOuts: readRange(points) };
}

/** Puts a job's finished runs together as the document that will be signed. */
export function buildSubmission(job: Job, finished: readonly FinishedRun[]): Submission {
  const ready = finished.find((one) => one.ready !== null)?.ready ?? null;
  return {
    version: 1,
    kind: job.kind,
    ticket: job.ticket === null ? null : { id: job.ticket.id, nonce: job.ticket.nonce },
    licence: LICENCE,
    runner: { version: RUNNER_VERSION, packageDigest: packageDigest() },
    environment: {
      platform: `${platform()} ${arch()}`,
      device: ready?.device ?? 'cpu',
      deviceCount: 1,
      versions: { node: process.versions.node, ...ready?.versions },
      dataDigest: ready?.dataDigest ?? null,
      weightsDigest: ready?.weightsDigest ?? null,
    },
    arms: job.arms,
    runs: finished.map(({ run }) => run),
    rangeTest: rangeTestOf(job, finished),
    study: null,
  };
}

import { arch, platform } from 'node:os';
import { digestJson } from '@ratebook/core/canonical';
import { type RangeTest, readRamp, readRange } from '@ratebook/core/range-test';
import { LICENCE, type Submission } from '@ratebook/core/submission';
import { packageDigest, RUNNER_VERSION } from '../version.js';
import type { FinishedRun } from './finished-run.js';
import type { Job } from './job.js';
import { rampPoints, rangePoints } from './range-points.js';

function rangeTestOf(job: Job, finished: readonly FinishedRun[]): RangeTest | null {
  if (job.sweep === null) return null;
  const { method, policy, prefixUpdates } = job.sweep;
  const points = [...(method === 'ramp' ? rampPoints(job, finished) : rangePoints(job, finished))];
  const readOuts = method === 'ramp' ? readRamp(points, prefixUpdates).readOuts : readRange(points);
  return { method, policy, prefixUpdates, points, readOuts };
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
    study: job.study === null ? null : digestJson(job.study.plan),
  };
}

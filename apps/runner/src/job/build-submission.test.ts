import { readRange } from '@ratebook/core/range-test';
import { describe, expect, it } from 'vitest';
import { smallJob } from '../executor/testing/small-job.js';
import { buildSubmission } from './build-submission.js';
import type { FinishedRun } from './finished-run.js';
import type { Job } from './job.js';
import { rangePoints } from './range-points.js';

const LEARNING_RATES = [0.1, 0.3, 1];

function sweepJob(): Job {
  const job = smallJob(
    'digits-mlp',
    LEARNING_RATES.map((learningRate) => `constant(${String(learningRate)})`),
  );
  const runs = job.runs.slice(0, LEARNING_RATES.length).map((run) => ({ ...run, role: 'trial' as const }));
  const sweep = {
    method: 'grid' as const,
    policy: job.arms[0]!.policy,
    prefixUpdates: 60,
    widenings: 0,
    isRefined: false,
    seeds: runs.slice(0, 1).map(({ seed, dataSeed }) => ({ seed, dataSeed })),
  };
  return { ...job, kind: 'range-test', runs, sweep };
}

type Ending = Pick<FinishedRun, 'startLoss' | 'endLoss'> & Pick<FinishedRun['run'], 'status'>;

function endings(job: Job, ...given: readonly Ending[]): readonly FinishedRun[] {
  return given.map(({ status, startLoss, endLoss }, index) => ({
    run: {
      ...job.runs[index]!,
      status,
      reason: status === 'completed' ? null : `ended as ${status}`,
      learningRateSemantics: 'applied',
      evaluations: [],
      cost: { updates: 60, examples: 60, tokens: null, flops: null },
      firstNonFiniteUpdate: null,
      trace: '0'.repeat(64),
      timing: null,
      predictions: null,
      events: null,
    },
    artefacts: new Map(),
    ready: null,
    startLoss,
    endLoss,
  }));
}

const COMPLETED: Ending = { status: 'completed', startLoss: 2.3, endLoss: 0.5 };
const DIVERGED: Ending = { status: 'diverged', startLoss: 2.3, endLoss: null };

describe('the points of a range test', () => {
  const job = sweepJob();

  it('are one a run, by its learning rate and seed, without a loss where it diverged', () => {
    const points = rangePoints(job, endings(job, COMPLETED, COMPLETED, DIVERGED));
    const { seed } = job.runs[0]!;
    expect(points).toEqual([
      { learningRate: 0.1, seed, loss: 0.5, startLoss: 2.3 },
      { learningRate: 0.3, seed, loss: 0.5, startLoss: 2.3 },
      { learningRate: 1, seed, loss: null, startLoss: 2.3 },
    ]);
    expect(readRange(points).edge).toBe(1);
  });

  it('leave out a run that was abandoned, whatever it had measured: it is no edge', () => {
    for (const endLoss of [null, 0.4]) {
      const finished = endings(job, COMPLETED, { status: 'abandoned', startLoss: 2.3, endLoss }, DIVERGED);
      expect(rangePoints(job, finished).map(({ learningRate }) => learningRate)).toEqual([0.1, 1]);
      const { runs, rangeTest } = buildSubmission(job, finished);
      expect(runs).toHaveLength(3);
      expect(rangeTest?.readOuts).toEqual({ best: 0.1, usable: { low: 0.1, high: 0.1 }, edge: 1 });
    }
  });

  it('leave out a run that had no finite loss before its first update', () => {
    const finished = endings(job, COMPLETED, { ...DIVERGED, startLoss: null }, COMPLETED);
    expect(rangePoints(job, finished).map(({ learningRate }) => learningRate)).toEqual([0.1, 1]);
  });
});

describe('a submission', () => {
  it('of an evaluation holds no range test, and no ticket where none was taken', () => {
    const job = smallJob('digits-mlp', ['constant(0.1)']);
    const submission = buildSubmission(job, endings(job, COMPLETED));
    expect(submission).toMatchObject({ kind: 'evaluation', ticket: null, rangeTest: null, study: null });
  });

  it('names its ticket by id and nonce alone', () => {
    const job = smallJob('digits-mlp', ['constant(0.1)']);
    const ticket = {
      id: 'ticket-1',
      task: 'digits-mlp@1',
      kind: 'evaluation' as const,
      arms: null,
      seeds: [],
      controlSeed: 5,
      nonce: 'n'.repeat(22),
      expiresAt: '2026-11-26T10:00:00.000Z',
    };
    const submission = buildSubmission({ ...job, ticket }, endings(job, COMPLETED));
    expect(submission.ticket).toEqual({ id: ticket.id, nonce: ticket.nonce });
  });
});

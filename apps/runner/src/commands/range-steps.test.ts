import { describe, expect, it } from 'vitest';
import { smallJob } from '../executor/testing/small-job.js';
import type { FinishedRun } from '../job/finished-run.js';
import type { Job } from '../job/job.js';
import { nextGridStep } from './range-steps.js';

/** A grid whose runs are planned with the first of two seeds. */
function gridJob(learningRates: readonly number[]): Job {
  const job = smallJob(
    'digits-mlp',
    learningRates.map((one) => `constant(${String(one)})`),
  );
  const seeds = [
    { seed: 1, dataSeed: 1 },
    { seed: 2, dataSeed: 2 },
  ];
  return {
    ...job,
    kind: 'range-test',
    runs: job.arms.map((_, arm) => ({ arm, role: 'trial' as const, seed: 1, dataSeed: 1 })),
    sweep: {
      ...{ method: 'grid', policy: job.arms[0]!.policy, prefixUpdates: 60, widenings: 0, isRefined: false },
      seeds,
    },
  };
}

/** Runs that ended at a held-out loss of |log10(learning rate / best)| + 0.2, from 2.3. */
function finishedRuns(job: Job, best: number): readonly FinishedRun[] {
  return job.runs.map((planned) => {
    const learningRate = job.arms[planned.arm]?.policy['learningRate'] as number;
    return {
      run: {
        ...planned,
        ...{ status: 'completed', reason: null, learningRateSemantics: 'applied', evaluations: [] },
        cost: { updates: 60, examples: 60, tokens: null, flops: null },
        ...{ firstNonFiniteUpdate: null, trace: '0'.repeat(64), timing: null, predictions: null, events: null },
      },
      artefacts: new Map(),
      ready: null,
      startLoss: 2.3,
      endLoss: 0.2 + Math.abs(Math.log10(learningRate / best)),
    };
  });
}

/** All steps of a grid whose best is given, the runs of each finished in between. */
function stepsOf(job: Job, best: number): readonly Job[] {
  const steps = [job];
  for (let count = 0; count < 20; count += 1) {
    const last = steps.at(-1) ?? job;
    const step = nextGridStep(last, finishedRuns(last, best));
    if (step === null) return steps;
    steps.push(step.job);
  }
  throw new Error('The grid is never done.');
}

const heights = (job: Job | undefined) => job?.arms.map(({ policy }) => policy['learningRate']);

describe('the steps of a grid', () => {
  it('are: wider while the best is on the border, at most twice; closer around it; more seeds where it is decided', () => {
    const steps = stepsOf(gridJob([0.001, 0.01]), 0.1);
    expect(heights(steps[1])).toEqual([0.001, 0.01, 0.1, 1, 10]);
    expect(steps[1]?.sweep).toMatchObject({ widenings: 1, isRefined: false });
    expect(heights(steps[2])?.slice(5)).toEqual([0.0316, 0.316]);
    expect(steps[2]?.sweep).toMatchObject({ widenings: 1, isRefined: true });
    // The best alone is usable; its neighbours are those that were added. 10 ended below its start: no edge.
    const added = steps[3]?.runs.slice(7) ?? [];
    expect(added.map(({ arm, seed }) => [heights(steps[3])?.[arm], seed])).toEqual([
      [0.0316, 2],
      [0.1, 2],
      [0.316, 2],
    ]);
    expect(steps).toHaveLength(4);
  });

  it('are the same from any of them on, so that a job that was killed goes the same way', () => {
    const steps = stepsOf(gridJob([0.001, 0.01]), 0.1);
    for (const [index, step] of steps.entries()) expect(stepsOf(step, 0.1)).toEqual(steps.slice(index));
  });

  it('widen no more after two times', () => {
    const widened = stepsOf(gridJob([0.001, 0.01]), 1e9);
    expect(widened.at(-1)?.sweep?.widenings).toBe(2);
    expect(widened.at(-1)?.arms).toHaveLength(2 + 6 + 1);
  });

  it('add no seeds where every learning rate has them all', () => {
    const job = gridJob([0.056, 0.1, 0.178]);
    const both = { ...job, runs: [...job.runs, ...job.runs.map((run) => ({ ...run, seed: 2, dataSeed: 2 }))] };
    expect(nextGridStep(both, finishedRuns(both, 0.1))).toBeNull();
  });
});

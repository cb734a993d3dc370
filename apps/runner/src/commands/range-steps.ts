import { parsePolicyDocument, type Policy, scaleLearningRates, largestLearningRateField } from '@ratebook/core/policy';
import { decidingLearningRates, readRange, refineGrid, widenGrid } from '@ratebook/core/range-test';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { FinishedRun } from '../job/finished-run.js';
import type { Job } from '../job/job.js';
import { rangePoints } from '../job/range-points.js';
import { armOf } from './arms.js';
import { planRuns } from './job.js';

export const MOST_WIDENINGS = 2;
export const WIDENED_BY = 3;
/** One on each side of the best. */
export const REFINED_BY = 2;

/** A job with more runs to make, and what to say of them. */
export interface GridStep {
  readonly job: Job;
  readonly announcement: string;
}

/**
 * What a grid still needs, its runs so far finished: learning rates beyond the border that the best lies on, at most
 * twice; then learning rates halfway to the neighbours of the best; then the other seeds where the read-outs are decided.
 * Null where it is done. A function of the job and its runs alone: a job that was killed goes the way of one that was not.
 */
export function nextGridStep(job: Job, finished: readonly FinishedRun[]): GridStep | null {
  const { sweep } = job;
  if (sweep === null) return null;
  const points = rangePoints(job, finished);
  const { best } = readRange(points);
  const grid = [...new Set(points.map(({ learningRate }) => learningRate))];
  if (!sweep.isRefined && sweep.widenings < MOST_WIDENINGS) {
    const more = widenGrid(grid, best);
    if (more.length > 0)
      return {
        job: withLearningRates(job, more, { widenings: sweep.widenings + 1 }),
        announcement: `The best lies on the border of the grid: ${String(more.length)} more learning rates beyond it.`,
      };
  }
  if (!sweep.isRefined) {
    const more = refineGrid(grid, best);
    if (more.length > 0)
      return {
        job: withLearningRates(job, more, { isRefined: true }),
        announcement: `Closer around the best: ${more.map(String).join(' and ')}.`,
      };
  }
  return edgeSeedsStep(job, decidingLearningRates(points));
}

/** The seeds that every learning rate of the grid is tried with: those that its first one has. */
function firstSeeds({ runs, sweep }: Job, arm: number) {
  const tried = new Set(
    runs.filter((run) => run.arm === arm).map((run) => `${String(run.seed)} ${String(run.dataSeed)}`),
  );
  return (sweep?.seeds ?? []).filter(({ seed, dataSeed }) => tried.has(`${String(seed)} ${String(dataSeed)}`));
}

function withLearningRates(
  job: Job,
  learningRates: readonly number[],
  change: Partial<NonNullable<Job['sweep']>>,
): Job {
  const swept = valueOrThrow(parsePolicyDocument(job.sweep?.policy));
  const arms = learningRates.map((learningRate) => armOf(job.task, scaleLearningRates(swept, learningRate), 1));
  // As many as the grid's first learning rate has, before any edge got more.
  const seeds = firstSeeds(job, 0);
  return {
    ...job,
    arms: [...job.arms, ...arms],
    runs: [...job.runs, ...planRuns('range-test', arms.length, seeds, job.arms.length)],
    sweep: job.sweep && { ...job.sweep, ...change },
  };
}

const heightOf = (policy: unknown): number =>
  largestLearningRateField(valueOrThrow<Policy>(parsePolicyDocument(policy)));

function edgeSeedsStep(job: Job, deciding: readonly number[]): GridStep | null {
  const seeds = job.sweep?.seeds ?? [];
  const runs = deciding.flatMap((learningRate) => {
    const arm = job.arms.findIndex(({ policy }) => heightOf(policy) === learningRate);
    const tried = firstSeeds(job, arm);
    return seeds.flatMap((one) => (tried.includes(one) ? [] : [{ arm, role: 'trial' as const, ...one }]));
  });
  if (runs.length === 0) return null;
  const count = new Set(runs.map(({ arm }) => arm)).size;
  return {
    // From here on the grid stays as it is.
    job: { ...job, runs: [...job.runs, ...runs], sweep: job.sweep && { ...job.sweep, isRefined: true } },
    announcement: `${String(seeds.length)} seeds where it is decided (best, ends of the usable range, their neighbours, edge): ${String(runs.length)} more runs at ${String(count)} ${count === 1 ? 'learning rate' : 'learning rates'}.`,
  };
}

import { meanOf } from '../figure.js';
import { uniform } from './uniform.js';

/** What one replay on one landscape with one seed gave. */
export interface Observation {
  readonly task: string;
  readonly landscape: string;
  readonly seed: number;
  readonly value: number;
}

/** A mean in which each landscape weighs the same. */
export interface Estimate {
  readonly mean: number;
  /** Where 95% of the resampled means lie; null for tasks too few to say how the next one would be. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  readonly tasks: number;
  readonly landscapes: number;
  readonly replays: number;
}

const DRAWS = 1000;
const BOOTSTRAP_SEED = 20_260;
const CONFIDENCE = 0.95;
const FEWEST_TASKS = 3;

/**
 * The mean over landscapes of their means. Its interval is a seeded bootstrap in three stages, tasks, their landscapes and
 * then the seeds of each: landscapes of one task are alike, and replays of one seed share their trainings.
 */
export function estimate(observations: readonly Observation[]): Estimate {
  const tasks = grouped(observations, ({ task }) => task).map((ofTask) =>
    grouped(ofTask, ({ landscape }) => landscape).map((own) =>
      grouped(own, ({ seed }) => seed).map((ofSeed) => meanOf(ofSeed.map(({ value }) => value))),
    ),
  );
  const landscapes = tasks.flat();
  return {
    mean: meanOf(landscapes.map(meanOf)),
    interval: tasks.length < FEWEST_TASKS ? null : intervalOf(tasks),
    tasks: tasks.length,
    landscapes: landscapes.length,
    replays: observations.length,
  };
}

function intervalOf(tasks: readonly (readonly (readonly number[])[])[]): Estimate['interval'] {
  const next = uniform(BOOTSTRAP_SEED);
  const drawn = <Value>(from: readonly Value[]) => from.map(() => from[Math.floor(next() * from.length)] as Value);
  const means = Array.from({ length: DRAWS }, () =>
    meanOf(drawn(tasks).flatMap((landscapes) => drawn(landscapes).map((seeds) => meanOf(drawn(seeds))))),
  );
  means.sort((a, b) => a - b);
  const quantile = (share: number) => means[Math.min(DRAWS - 1, Math.floor(share * DRAWS))] ?? Number.NaN;
  return { lower: quantile((1 - CONFIDENCE) / 2), upper: quantile((1 + CONFIDENCE) / 2) };
}

const counted = (count: number, what: string) => `${String(count)} ${what}${count === 1 ? '' : 's'}`;

/** What an estimate stands on, for the sentence of its figure. */
export function groundOf({ interval, tasks, landscapes, replays }: Estimate): string {
  const sure =
    interval === null
      ? 'too few tasks for an interval'
      : `95% interval ${interval.lower.toFixed(2)} to ${interval.upper.toFixed(2)}`;
  return `${sure}, ${counted(replays, 'replay')} on ${counted(landscapes, 'landscape')} of ${counted(tasks, 'task')}`;
}

function grouped(
  all: readonly Observation[],
  keyOf: (one: Observation) => string | number,
): readonly (readonly Observation[])[] {
  const groups = new Map<string | number, Observation[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

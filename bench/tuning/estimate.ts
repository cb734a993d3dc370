import { uniform } from './uniform.js';

/** What one replay on one landscape with one seed gave. */
export interface Observation {
  readonly landscape: string;
  readonly seed: number;
  readonly value: number;
}

/** A mean in which each landscape weighs the same, with its 95% interval. */
export interface Estimate {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly landscapes: number;
  readonly replays: number;
}

const DRAWS = 1000;
const BOOTSTRAP_SEED = 20_260;
const CONFIDENCE = 0.95;

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The mean over landscapes of their means. Its interval is a seeded bootstrap in two stages, landscapes and then their
 * seeds: replays of one seed share their trainings and are no new evidence.
 */
export function estimate(observations: readonly Observation[]): Estimate {
  const landscapes = grouped(observations, ({ landscape }) => landscape).map((own) =>
    grouped(own, ({ seed }) => seed).map((ofSeed) => meanOf(ofSeed.map(({ value }) => value))),
  );
  const next = uniform(BOOTSTRAP_SEED);
  const drawn = <Value>(from: readonly Value[]) => from.map(() => from[Math.floor(next() * from.length)] as Value);
  const means = Array.from({ length: DRAWS }, () => meanOf(drawn(landscapes).map((seeds) => meanOf(drawn(seeds)))));
  means.sort((a, b) => a - b);
  const quantile = (share: number) => means[Math.min(DRAWS - 1, Math.floor(share * DRAWS))] ?? Number.NaN;
  return {
    mean: meanOf(landscapes.map(meanOf)),
    lower: quantile((1 - CONFIDENCE) / 2),
    upper: quantile((1 + CONFIDENCE) / 2),
    landscapes: landscapes.length,
    replays: observations.length,
  };
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

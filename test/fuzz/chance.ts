import { randomFrom } from '@ratebook/core/testing';

/** Chance that is the same in every run: a seed gives one row of draws. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** A whole number from 0 to `most`, included. */
  upTo(most: number): number {
    return Math.floor(this.#random() * (most + 1));
  }

  of<T>(values: readonly T[]): T {
    const value = values[this.upTo(values.length - 1)];
    if (value === undefined) throw new RangeError('Nothing to choose from.');
    return value;
  }

  holds(probability: number): boolean {
    return this.#random() < probability;
  }
}

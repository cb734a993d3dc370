import { randomFrom } from '@ratebook/core/testing';

/** Random choices that a seed determines, in the numbers that people write: few digits, round steps. */
export class Draw {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#random() * values.length)];
    if (value === undefined) throw new RangeError('Nothing to pick from.');
    return value;
  }

  /** A whole number of `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (Math.max(least, most) - least + 1));
  }

  /** Uniform between the two, cut to so many significant digits. */
  number(from: number, to: number, digits = 3): number {
    return Number((from + (to - from) * this.#random()).toPrecision(digits));
  }

  /** A learning rate: log-uniform over five decades, two or three digits. */
  learningRate(): number {
    return Number((10 ** (-5 + 5 * this.#random())).toPrecision(this.chance(0.7) ? 2 : 3));
  }

  /** A share of a learning rate, above 0 and below it, as short as it gets. */
  below(learningRate: number): number {
    return Number((learningRate * (0.01 + 0.9 * this.#random())).toPrecision(2));
  }

  /** So many different whole numbers of `least` to `most`, ascending; fewer where there is no room. */
  ascending(count: number, least: number, most: number): readonly number[] {
    const values = new Set<number>();
    for (let index = 0; index < count; index += 1) values.add(this.whole(least, most));
    return [...values].sort((a, b) => a - b);
  }
}

/** A seed out of a name, so that what is drawn for one law does not move when another law is added. */
export function seedOf(name: string): number {
  let seed = 2_166_136_261;
  for (const letter of name) seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return seed;
}

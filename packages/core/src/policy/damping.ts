import { z } from 'zod';

/** How a wave loses height: not at all, to a half with every cycle, or by a factor. */
export type Damping = 'none' | 'halving' | { readonly factor: number };

export const dampingField = z.union(
  [z.enum(['none', 'halving']), z.strictObject({ factor: z.number().positive().max(1) })],
  'none, halving, or a factor above 0 and at most 1',
);

export function isFactor(damping: unknown): damping is { readonly factor: number } {
  return typeof damping === 'object' && damping !== null;
}

// 2^−n down to the smallest double.
const HALVINGS = Array.from({ length: 1075 }, (_, halvings) => 2 ** -halvings);

/** What is left of the height, by whole cycles passed and by how often a factor was applied. */
export type HeightLeft = (cycles: number, times: number) => number;

/** A power taken at every update would be the slowest part of a wave: halvings are looked up, factors are e^(n·ln f). */
export function compileDamping(damping: Damping): HeightLeft {
  if (damping === 'none') return () => 1;
  if (damping === 'halving') return (cycles) => HALVINGS[cycles] ?? 0;
  // Of a factor of at most 1, n·e^(n·ln f) is small: the rounding of the exponent stays below that of the height.
  const logarithm = Math.log(damping.factor);
  return (_cycles, times) => Math.exp(times * logarithm);
}

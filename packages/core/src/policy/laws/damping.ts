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

/** What is left of the height: `cycles` were halved, or `times` a factor was applied. */
export function heightLeft(damping: Damping, cycles: number, times: number): number {
  if (damping === 'none') return 1;
  return damping === 'halving' ? 2 ** -cycles : damping.factor ** times;
}

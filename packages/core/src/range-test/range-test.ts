import { z } from 'zod';
import { SeedSchema } from '../run/index.js';

const learningRate = z.number().positive();

/** What a range test read out of its points (contracts.md 4); recomputed by the registry (check T08). */
export const RangeReadOutsSchema = z.strictObject({
  /** The grid's learning rate of least mean held-out loss; null where every point diverged. */
  best: learningRate.nullable(),
  /** The unbroken run of learning rates around the best that are as good within noise. */
  usable: z.strictObject({ low: learningRate, high: learningRate }).nullable(),
  /** The least learning rate above the best that diverged or ended above its start; null where none did. */
  edge: learningRate.nullable(),
});
export type RangeReadOuts = z.infer<typeof RangeReadOutsSchema>;

export const RangePointSchema = z.strictObject({
  learningRate,
  seed: SeedSchema,
  /** Held-out (validation) loss at the end of the prefix, null where it was not a finite number. */
  loss: z.number().nullable(),
  /** Held-out loss before the first update. */
  startLoss: z.number(),
});
export type RangePoint = z.infer<typeof RangePointSchema>;

/** Short runs over a grid of peaks of one policy, each a prefix of the full schedule, from the same start and data. */
export const RangeTestSchema = z.strictObject({
  method: z.enum(['grid', 'ramp']),
  /** The policy document whose peak is swept. */
  policy: z.record(z.string(), z.json()),
  prefixUpdates: z.int().positive(),
  points: z.array(RangePointSchema).min(2).max(2000),
  readOuts: RangeReadOutsSchema,
});
export type RangeTest = z.infer<typeof RangeTestSchema>;

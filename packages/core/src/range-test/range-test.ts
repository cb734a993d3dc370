import { z } from 'zod';
import { SeedSchema } from '../run/index.js';

const learningRate = z.number().positive();

/** The published rules that read a learning rate out of a ramp, by name (see ramp-rules.ts). */
export const RAMP_RULES = ['valley', 'slide', 'minimum', 'steep', 'indexGradient', 'linearGradient'] as const;
export type RampRule = (typeof RAMP_RULES)[number];

const RampReadOutsSchema = z.strictObject({
  valley: learningRate.nullable(),
  slide: learningRate.nullable(),
  minimum: learningRate.nullable(),
  steep: learningRate.nullable(),
  indexGradient: learningRate.nullable(),
  linearGradient: learningRate.nullable(),
} satisfies Record<RampRule, unknown>);

/** What a range test read out of its points (contracts.md 4); recomputed by the registry (check T08). */
export const RangeReadOutsSchema = z.strictObject({
  /** The grid's learning rate of least mean held-out loss; null where every point diverged. A ramp ranks nothing: null. */
  best: learningRate.nullable(),
  /** The unbroken run of learning rates around the best that are as good within noise. */
  usable: z.strictObject({ low: learningRate, high: learningRate }).nullable(),
  /**
   * The least learning rate above the best that diverged or ended above its start; null where none did. Of a ramp: where
   * its smoothed training loss passed the stop, or was no finite number any more.
   */
  edge: learningRate.nullable(),
  /** A ramp's: what each rule suggests, null where it has no answer. Absent of a grid. */
  ramp: RampReadOutsSchema.optional(),
});
export type RangeReadOuts = z.infer<typeof RangeReadOutsSchema>;

export const RangePointSchema = z.strictObject({
  learningRate,
  seed: SeedSchema,
  /**
   * Of a grid: held-out (validation) loss at the end of the prefix. Of a ramp: the training loss of one update. Null where
   * it was not a finite number.
   */
  loss: z.number().nullable(),
  /** Held-out loss before the first update. */
  startLoss: z.number(),
});
export type RangePoint = z.infer<typeof RangePointSchema>;

/** As many points as a range test may have. */
export const MOST_RANGE_POINTS = 2000;

/**
 * A grid: short runs over peaks of one policy, each a prefix of the full schedule, from the same start and data. A ramp:
 * one run whose learning rate rises from update to update, one point an update.
 */
export const RangeTestSchema = z.strictObject({
  method: z.enum(['grid', 'ramp']),
  /** The policy document whose peak is swept; of a ramp, the ramp itself. */
  policy: z.record(z.string(), z.json()),
  prefixUpdates: z.int().positive(),
  points: z.array(RangePointSchema).min(2).max(MOST_RANGE_POINTS),
  readOuts: RangeReadOutsSchema,
});
export type RangeTest = z.infer<typeof RangeTestSchema>;

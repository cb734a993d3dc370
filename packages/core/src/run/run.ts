import { z } from 'zod';
import { HASH_PATTERN } from '../canonical/index.js';

const ArtefactSchema = z.string().regex(HASH_PATTERN, 'the SHA-256 of an artefact in 64 lower-case hex digits');

export const SEED_LIMIT = 2 ** 32;
export const SeedSchema = z
  .int()
  .min(0)
  .max(SEED_LIMIT - 1);

/** One held-out evaluation after `t` updates. */
export const EvaluationSchema = z.strictObject({
  t: z.int().nonnegative(),
  split: z.enum(['validation', 'test']),
  metrics: z.record(z.string(), z.number().nullable()),
});
export type Evaluation = z.infer<typeof EvaluationSchema>;

export const RunStatusSchema = z.enum(['completed', 'diverged', 'abandoned', 'pruned']);
export type RunStatus = z.infer<typeof RunStatusSchema>;

export const CostSchema = z.strictObject({
  updates: z.int().nonnegative(),
  examples: z.int().nonnegative(),
  tokens: z.int().nonnegative().nullable(),
  flops: z.number().nonnegative().nullable(),
});
export type Cost = z.infer<typeof CostSchema>;

/** One training of an arm with one seed, as a submission states it (contracts.md 4). */
export const RunSchema = z.strictObject({
  /** Index into the submission's arms. */
  arm: z.int().nonnegative(),
  role: z.enum(['arm', 'control', 'trial']),
  seed: SeedSchema,
  dataSeed: SeedSchema,
  status: RunStatusSchema,
  /** Why it ended, where it did not complete. */
  reason: z.string().max(500).nullable(),
  /** Whether the trace's learning rate at update t was applied by it, or is the next one's. */
  learningRateSemantics: z.enum(['applied', 'next']),
  evaluations: z.array(EvaluationSchema).max(400),
  cost: CostSchema,
  firstNonFiniteUpdate: z.int().nonnegative().nullable(),
  trace: ArtefactSchema,
  timing: ArtefactSchema.nullable(),
  predictions: ArtefactSchema.nullable(),
  events: ArtefactSchema.nullable(),
});
export type Run = z.infer<typeof RunSchema>;

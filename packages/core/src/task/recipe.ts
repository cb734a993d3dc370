import { z } from 'zod';
import { digestJson, type Hash } from '../canonical/index.js';

const numberOrNull = z.number().nullable();

/**
 * Everything of the optimisation but the learning-rate policy (contracts.md 2). Every key is written, null where it does
 * not apply, so that one recipe has one hash.
 */
export const RecipeSchema = z.strictObject({
  optimizer: z.strictObject({
    name: z.string().min(1).max(60),
    momentum: numberOrNull,
    nesterov: z.boolean().nullable(),
    beta1: numberOrNull,
    beta2: numberOrNull,
    epsilon: numberOrNull,
    weightDecay: numberOrNull,
  }),
  batch: z.strictObject({ size: z.int().positive(), unit: z.enum(['examples', 'tokens']) }),
  precision: z.string().min(1).max(20),
  gradientClipNorm: z.number().positive().nullable(),
  adaptation: z.strictObject({
    /** none: trained from scratch; full: all weights of a pretrained model; lora, qlora, or another method by name. */
    method: z.string().min(1).max(40),
    rank: z.int().positive().nullable(),
    alpha: z.number().positive().nullable(),
    scaling: z.string().max(40).nullable(),
    initialization: z.string().max(40).nullable(),
    targetModules: z.array(z.string().max(120)).max(200).nullable(),
    plusRatio: z.number().positive().nullable(),
    quantization: z.string().max(40).nullable(),
  }),
});
export type Recipe = z.infer<typeof RecipeSchema>;

/** The identity of a recipe: two recipes that differ in any field, a LoRA rank included, are never merged. */
export function recipeHash(recipe: Recipe): Hash {
  return digestJson(recipe);
}

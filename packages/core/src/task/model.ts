import { z } from 'zod';
import { type Parsed, parseWithSchema } from '../refusal/index.js';

/** A network by name. */
export const ModelSchema = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?$/, 'a slug: lower-case letters, digits, dots and hyphens'),
  name: z.string().min(1).max(120),
  family: z.string().min(1).max(60).nullable(),
  parameterCount: z.number().positive().nullable(),
  /** Other names it goes by, hub ids among them. */
  aliases: z.array(z.string().min(1).max(120)),
});
export type Model = z.infer<typeof ModelSchema>;

export function parseModel(input: unknown): Parsed<Model> {
  return parseWithSchema(ModelSchema, input);
}

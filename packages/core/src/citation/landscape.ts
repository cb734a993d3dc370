import { z } from 'zod';
import { type Parsed, parseWithSchema } from '../refusal/index.js';
import { MetricSchema } from '../task/index.js';
import { SourceSchema } from './citation.js';

const LONGEST = 20_000;
const column = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(LONGEST);

/**
 * A measured landscape: many published runs of one model on one dataset, a metric against the peak learning rate. One
 * picture on the model's page, not a row a run. Columns of equal length, one entry a run.
 */
export const LandscapeSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'a slug'),
    model: z.string(),
    title: z.string().min(1),
    dataset: z.string().min(1),
    metric: MetricSchema.extend({ name: z.string().min(1) }),
    source: SourceSchema,
    /** What was varied besides, and what is inferred. */
    note: z.string().min(1),
    columns: z.strictObject({
      learningRate: column(z.number().positive()),
      /** Metric after the last evaluation of the run; null where a run diverged before its first. */
      metricValue: column(z.number().nullable()),
      diverged: column(z.boolean()),
      batchSize: column(z.int().positive()),
      epochs: column(z.number().positive()),
      warmupSteps: column(z.int().nonnegative()).nullable(),
    }),
  })
  .refine(
    ({ columns: { learningRate, ...others } }) =>
      Object.values(others).every((values) => values === null || values.length === learningRate.length),
    'columns of equal length',
  );
export type Landscape = z.infer<typeof LandscapeSchema>;

export function parseLandscape(input: unknown): Parsed<Landscape> {
  return parseWithSchema(LandscapeSchema, input);
}

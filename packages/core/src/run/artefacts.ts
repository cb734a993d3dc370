import { z } from 'zod';
import { type Parsed, parseWithSchema } from '../refusal/index.js';

/** Time and energy of a run, at evaluations and every hundredth update. Seconds since the first update began. */
export const TimingSchema = z.strictObject({
  update: z.array(z.int().nonnegative()),
  wallSeconds: z.array(z.number().nonnegative()),
  deviceSeconds: z.array(z.number().nonnegative()),
  energyJoules: z.array(z.number().nonnegative()).nullable(),
  peakMemoryBytes: z.array(z.int().nonnegative()).nullable(),
});
export type Timing = z.infer<typeof TimingSchema>;

/** What the trained model said of every item of the test split; `logLoss` in nats. */
export const PredictionsSchema = z.strictObject({
  item: z.array(z.int().nonnegative()),
  predicted: z.array(z.int().nonnegative()),
  logLoss: z.array(z.number().nullable()),
});
export type Predictions = z.infer<typeof PredictionsSchema>;

export function parseTiming(input: unknown): Parsed<Timing> {
  return parseWithSchema(TimingSchema, input, 'trace.shape');
}

export function parsePredictions(input: unknown): Parsed<Predictions> {
  return parseWithSchema(PredictionsSchema, input, 'trace.shape');
}

import { z } from 'zod';

/** What a task measures. `unit` says how to read the number: `share` (0 to 1), `percent`, `nats`, `bits`, `points`. */
export const MetricSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a metric name: lower-case letters, digits and hyphens'),
  direction: z.enum(['maximize', 'minimize']),
  unit: z.string().min(1).max(40),
});
export type Metric = z.infer<typeof MetricSchema>;

/** The metric so that larger is better: what every comparison works with. */
export function orientedMetric(direction: Metric['direction'], value: number): number {
  return direction === 'maximize' ? value : -value;
}

/** Whether `value` is at or past `target` in the metric's direction. */
export function reachesTarget(direction: Metric['direction'], value: number, target: number): boolean {
  return orientedMetric(direction, value) >= orientedMetric(direction, target);
}

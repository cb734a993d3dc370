import { digestJson } from '@ratebook/core/canonical';
import { parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { SeedSchema } from '@ratebook/core/run';
import { StudyPlanSchema } from '@ratebook/core/study';
import { SubmittedArmSchema } from '@ratebook/core/submission';
import { TaskSchema } from '@ratebook/core/task';
import { TicketSchema } from '@ratebook/core/ticket';
import { z } from 'zod';

/** One run that a job has to make. */
export const PlannedRunSchema = z.strictObject({
  arm: z.int().nonnegative(),
  role: z.enum(['arm', 'trial']),
  seed: SeedSchema,
  dataSeed: SeedSchema,
});
export type PlannedRun = z.infer<typeof PlannedRunSchema>;

const SeedsSchema = z.array(z.strictObject({ seed: SeedSchema, dataSeed: SeedSchema })).min(1);

/** What a range test is asked for, and how far its grid has come. */
const SweepSchema = z.strictObject({
  method: z.enum(['grid', 'ramp']),
  /** The swept policy; of a ramp, the ramp itself. */
  policy: z.record(z.string(), z.json()),
  /** The length of its runs. */
  prefixUpdates: z.int().positive(),
  /** How often the grid was widened. */
  widenings: z.int().nonnegative(),
  /** Whether learning rates were added beside the best: from then on it is widened no more. */
  isRefined: z.boolean(),
  /** All seeds of the ticket. A grid that has several at its edges alone tries each learning rate with the first. */
  seeds: SeedsSchema,
});
export type Sweep = z.infer<typeof SweepSchema>;

/** A command's whole work, on disk before it begins: what a killed runner goes on from. */
export const JobSchema = z.strictObject({
  version: z.literal(1),
  kind: z.enum(['evaluation', 'range-test', 'study']),
  /** What was asked, as a digest: the same command finds its unfinished job by it. */
  request: z.string(),
  task: TaskSchema,
  ticket: TicketSchema.nullable(),
  arms: z.array(SubmittedArmSchema).min(1),
  runs: z.array(PlannedRunSchema).min(1),
  /** What makes the job a range test; null for others. */
  sweep: SweepSchema.nullable(),
  /**
   * What makes the job a study; null for others. Its first seed is the search's, the others are for winner and runner-up.
   * Run i is trial i, of arm i; the runs that confirm stand behind them.
   */
  study: z.strictObject({ plan: StudyPlanSchema, seeds: SeedsSchema }).nullable().default(null),
  createdAt: z.string(),
  /** The submission that the job ended in, once it is in the outbox. */
  submission: z.string().nullable(),
});
export type Job = z.infer<typeof JobSchema>;

/** The policy of an arm, as one line of notation. */
export function policyLine(job: Job, arm: number): string {
  return printPolicy(valueOrThrow(parsePolicyDocument(job.arms[arm]?.policy)));
}

/** What identifies a request: task, kind, policies, budget, seeds. */
export function requestDigest(request: Readonly<Record<string, unknown>>): string {
  return digestJson(request);
}

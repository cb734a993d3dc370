import { z } from 'zod';
import { type Parsed, parseWithSchema } from '../refusal/index.js';
import { MetricSchema, TASK_KINDS } from '../task/index.js';

/**
 * What a published record is. None is forced into a policy: a range of a random search, a search space, a formula and a
 * claim are kinds of their own.
 */
export const CITATION_KINDS = ['result', 'recipe', 'range-bin', 'search-space', 'formula', 'claim'] as const;

/** How far the schedule of a record is known. */
export const CitedPolicySchema = z.discriminatedUnion('state', [
  /** The effective schedule, in the policy language. */
  z.strictObject({ state: z.literal('notation'), notation: z.string().min(1) }),
  /** A schedule that the language cannot say: its name and parameters, as the source states them. */
  z.strictObject({ state: z.literal('law'), law: z.string().min(1), parameters: z.record(z.string(), z.json()) }),
  /** A learning rate whose schedule the source does not state. */
  z.strictObject({ state: z.literal('shape-unknown') }),
  /** The record is about no single schedule. */
  z.strictObject({ state: z.literal('none') }),
]);
export type CitedPolicy = z.infer<typeof CitedPolicySchema>;

export const SourceSchema = z.strictObject({
  text: z.string().min(1),
  url: z.url().nullable(),
  licence: z.string().min(1).nullable(),
  /** Whether a person or program of ours opened the source. */
  sourceRead: z.boolean(),
  /** When the source says it was made, as it says it. */
  date: z.string().nullable(),
});

/** A published result or recipe with a source, and no run of ours behind it. */
export const CitationSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/, 'an id of letters, digits, . _ -'),
  kind: z.enum(CITATION_KINDS),
  /** measured: the source gives a metric; used: it gives a recipe only. */
  evidence: z.enum(['measured', 'used']),
  /** Slug of the model, null where the record is about models in general. */
  model: z.string().nullable(),
  /** As the source names it. */
  modelName: z.string().min(1),
  dataset: z.string().nullable(),
  taskKind: z.enum(TASK_KINDS),
  policy: CitedPolicySchema,
  peakLearningRate: z.number().nonnegative().nullable(),
  /** The range that a record speaks of, both or neither. */
  low: z.number().nonnegative().nullable(),
  high: z.number().nonnegative().nullable(),
  optimizer: z.string().nullable(),
  /** Examples a batch; null where it is not stated or not one number (`facts` has what is). */
  batchSize: z.number().positive().nullable(),
  adaptation: z.string().nullable(),
  rank: z.int().positive().nullable(),
  alpha: z.number().positive().nullable(),
  metric: MetricSchema.extend({ name: z.string().min(1), value: z.number() }).nullable(),
  /** What was read in the source, what was concluded from it, sentence by sentence. */
  read: z.array(z.string().min(1)),
  inferred: z.array(z.string().min(1)),
  /** Records that say something else about the same. */
  conflicts: z.array(z.strictObject({ citation: z.string(), sentence: z.string().min(1) })),
  source: SourceSchema,
  /** The record as it was taken down, whole: nothing that was read is lost. */
  facts: z.record(z.string(), z.json()),
});
export type Citation = z.infer<typeof CitationSchema>;

export function parseCitation(input: unknown): Parsed<Citation> {
  return parseWithSchema(CitationSchema, input);
}

/** The schedule in words: the notation, or how much of it is known. */
export function citedPolicyText({ policy }: Pick<Citation, 'policy'>): string {
  switch (policy.state) {
    case 'notation':
      return policy.notation;
    case 'law':
      return `${policy.law} ${JSON.stringify(policy.parameters)}`;
    case 'shape-unknown':
      return 'shape unknown';
    case 'none':
      return 'no single schedule';
  }
}

import { z } from 'zod';
import { HASH_PATTERN } from '../canonical/index.js';
import { type Parsed, parseWithSchema, refused } from '../refusal/index.js';
import { SeedSchema } from '../run/index.js';

export const STUDY_METHODS = ['single', 'composite', 'cost-effective'] as const;
/** The tuning methods of LRBench++: the best single policy, a composition over phases, the cheapest to a target. */
export type StudyMethod = (typeof STUDY_METHODS)[number];

export const SEARCH_DRAWS = ['grid', 'random', 'sobol'] as const;
/** How candidates are drawn from a search space. */
export type SearchDraw = (typeof SEARCH_DRAWS)[number];

/** A submission holds 64 arms, and every trial is one. */
export const MOST_TRIALS = 64;

/** No database's text holds U+0000. */
const NO_NUL = 'text without the character U+0000';

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => hasNul(key) || hasNul(inner));
}

/** Characters of a search space as JSON text: it is kept and shown with its study. */
export const MOST_SPACE_CHARACTERS = 65_536;

const PolicySchema = z.record(z.string(), z.json());
const SpaceSchema = z
  .json()
  .refine(
    (space) => JSON.stringify(space).length <= MOST_SPACE_CHARACTERS,
    `at most ${String(MOST_SPACE_CHARACTERS)} characters`,
  )
  .refine((space) => !hasNul(space), NO_NUL);

/** A policy that a study tries, and where it came from. */
export const CandidateSchema = z.strictObject({
  /** A policy document in normal form. */
  policy: PolicySchema,
  /** Candidates of one template of the space differ by its parameters alone; null for one that came from elsewhere. */
  template: z.int().nonnegative().max(MOST_TRIALS).nullable(),
  /** In words: "cosine, drawn", "MEASURED_NEAR: smollm2-speeches-lora@1", "FORMULA: LoRA: ten times …". */
  origin: z
    .string()
    .min(1)
    .max(200)
    .refine((origin) => !hasNul(origin), NO_NUL),
});
export type Candidate = z.infer<typeof CandidateSchema>;

/**
 * Successive halving: at each rung but the last, one in `eta` goes on. One rung alone (the whole training) tries every
 * candidate in full.
 */
const HalvingSchema = z.strictObject({
  eta: z.int().min(2).max(16),
  /** Updates, ascending, each one of `evaluateAt`; the last is `totalUpdates`. */
  rungs: z.array(z.int().positive()).min(1).max(16),
  /** Whether the next lower learning rate goes on beside the survivors: early ranks favour too high ones. */
  keepsOneBelow: z.boolean(),
});

/** A climb: a first look at some learning rates, then from the best of them from neighbour to neighbour. */
const ClimbSchema = z.strictObject({
  /** Every so many learning rates of a template are looked at first. */
  stride: z.int().min(1).max(16),
  /** Updates of the first look, ascending, each one of `evaluateAt`: a later one where the field cannot be told apart yet. */
  rungs: z.array(z.int().positive()).min(1).max(16),
  /** Updates after which a lower learning rate that is behind is given up, one of `evaluateAt`; null: never. */
  giveUpAt: z.int().positive().nullable(),
});

/**
 * Everything that a study decides by, beside what its trials measure: with the same plan and the same measurements it
 * makes the same decisions, here, on a cluster, at the registry and years later. The artefact that a submission names as
 * its `study`.
 */
export const StudyPlanSchema = z
  .strictObject({
    version: z.literal(1),
    method: z.enum(STUDY_METHODS),
    /** Updates of a whole training. */
    totalUpdates: z.int().positive(),
    updatesPerEpoch: z.number().positive().nullable(),
    tokensPerUpdate: z.int().positive().nullable(),
    /** Updates after which the validation split is evaluated, ascending; the last is `totalUpdates`. */
    evaluateAt: z.array(z.int().positive()).min(1).max(100),
    search: z.strictObject({
      draw: z.enum(SEARCH_DRAWS),
      seed: SeedSchema,
      /** The search space that the candidates were drawn from, as it was written. */
      space: SpaceSchema,
    }),
    candidates: z.array(CandidateSchema).min(2).max(MOST_TRIALS),
    /** Successive halving; null where the study climbs. */
    halving: HalvingSchema.nullable(),
    /** A climb over learning rates; null where the study halves. */
    climb: ClimbSchema.nullable().default(null),
    /** What trials are compared by, on the validation split: its loss, or the task's metric. */
    by: z.enum(['loss', 'metric']),
    /** Whether more of the task's metric is better. */
    direction: z.enum(['maximize', 'minimize']),
    /** The metric that a cost-effective study wants reached; null for other methods. */
    target: z.number().nullable(),
    /** What a composition tries; null for other methods. */
    phases: z
      .strictObject({
        /** Where phases end, in updates, ascending, each one of `evaluateAt`, all before `totalUpdates`. */
        boundaries: z.array(z.int().positive()).min(1).max(8),
        /** Learning rates that a phase may have, ascending. */
        heights: z.array(z.number().positive()).min(1).max(16),
      })
      .nullable(),
    /** Seeds that winner and runner-up are trained with again. */
    confirmations: z.int().nonnegative().max(63),
    /** The submission whose range test the space was read from, where one was. */
    rangeTest: z
      .strictObject({ submission: z.string().regex(HASH_PATTERN).nullable(), updates: z.int().nonnegative() })
      .nullable(),
  })
  .superRefine((plan, context) => {
    const fault = planFault(plan);
    if (fault !== null) context.addIssue({ code: 'custom', ...fault });
  });
export type StudyPlan = z.infer<typeof StudyPlanSchema>;

const isAscending = (counts: readonly number[]) =>
  counts.every((t, index) => index === 0 || t > (counts[index - 1] ?? 0));

function planFault(plan: z.infer<typeof StudyPlanSchema>): Fault {
  const { totalUpdates, evaluateAt, phases, method, target } = plan;
  const fault = (message: string, ...path: PropertyKey[]) => ({ path, message });
  if (!isAscending(evaluateAt) || evaluateAt.at(-1) !== totalUpdates)
    return fault('ascending updates, the last the whole training', 'evaluateAt');
  const strange = strategyFault(plan);
  if (strange !== null) return strange;
  if ((phases !== null) !== (method === 'composite'))
    return fault('phases for a composition, and only there', 'phases');
  if ((target !== null) !== (method === 'cost-effective'))
    return fault('a target for a cost-effective study, and only there', 'target');
  if (phases === null) return null;
  if (phases.heights.length * (phases.boundaries.length + 2) > MOST_TRIALS)
    return fault(`phases that are tried with at most ${String(MOST_TRIALS)} policies`, 'phases');
  if (!isAscending(phases.boundaries) || phases.boundaries.some((t) => t === totalUpdates || !evaluateAt.includes(t)))
    return fault('ascending evaluation points before the end', 'phases', 'boundaries');
  return isAscending(phases.heights) ? null : fault('ascending learning rates', 'phases', 'heights');
}

type Fault = { readonly path: PropertyKey[]; readonly message: string } | null;

function strategyFault({ halving, climb, evaluateAt, totalUpdates }: z.infer<typeof StudyPlanSchema>): Fault {
  if ((halving === null) === (climb === null)) return { path: ['climb'], message: 'either halving or a climb' };
  const [name, { rungs }] =
    halving === null ? (['climb', climb ?? { rungs: [] }] as const) : (['halving', halving] as const);
  const fault = (message: string) => ({ path: [name, 'rungs'], message });
  if (!isAscending(rungs)) return fault('ascending updates');
  if (halving !== null && rungs.at(-1) !== totalUpdates) return fault('the last the whole training');
  if (rungs.some((rung) => !evaluateAt.includes(rung))) return fault('rungs at evaluation points');
  const giveUpAt = climb?.giveUpAt ?? null;
  return giveUpAt !== null && !evaluateAt.includes(giveUpAt)
    ? { path: ['climb', 'giveUpAt'], message: 'an evaluation point' }
    : null;
}

/** Characters of a plan as JSON text: as many as a submission may have. */
export const MOST_PLAN_CHARACTERS = 1_048_576;

/** Reads a study's artefact; every bad field is listed. */
export function parseStudyPlan(input: unknown): Parsed<StudyPlan> {
  const { length } = JSON.stringify(input ?? null);
  if (length > MOST_PLAN_CHARACTERS) {
    const expected = `at most ${String(MOST_PLAN_CHARACTERS)} characters`;
    const got = `${String(length)} characters`;
    return refused({
      code: 'document.too-large',
      path: '',
      expected,
      got,
      message: `The plan has ${got}; expected ${expected}.`,
    });
  }
  return parseWithSchema(StudyPlanSchema, input);
}

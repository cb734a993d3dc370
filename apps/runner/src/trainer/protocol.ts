import { z } from 'zod';
import { HASH_PATTERN } from '@ratebook/core/canonical';
import { EvaluationSchema, RunStatusSchema, SeedSchema } from '@ratebook/core/run';
import { BudgetSchema, RecipeSchema, TaskSchema } from '@ratebook/core/task';

/** Version of the messages below. A trainer that does not speak it refuses the start. */
export const TRAINER_PROTOCOL = 1;

const HashSchema = z.string().regex(HASH_PATTERN, 'a SHA-256 in 64 lower-case hex digits');
const UpdateCountSchema = z.int().nonnegative();
const LearningRateSchema = z.number().nonnegative();

/** The state of a training after `t` updates, on disk. `sha256` is of the file's bytes. */
export const CheckpointSchema = z.strictObject({ t: UpdateCountSchema, path: z.string().min(1), sha256: HashSchema });
export type Checkpoint = z.infer<typeof CheckpointSchema>;

/**
 * Runner → trainer: the one training that follows. `evaluateAt` holds counts of updates done, ascending (0: before the
 * first update); its last entry is where the training ends. The validation split is evaluated at each of them. The test
 * split is evaluated at the end of a whole training alone: where the last entry is `budget.updates`. So the prefix of a
 * range test never sees it. `checkpointEvery` is in updates, null for none.
 */
export const StartMessageSchema = z.strictObject({
  type: z.literal('start'),
  protocol: z.literal(TRAINER_PROTOCOL),
  task: TaskSchema,
  recipe: RecipeSchema,
  budget: BudgetSchema,
  seed: SeedSchema,
  dataSeed: SeedSchema,
  device: z.string().min(1),
  directory: z.string().min(1),
  resumeFrom: CheckpointSchema.nullable(),
  checkpointEvery: z.int().positive().nullable(),
  evaluateAt: z
    .array(UpdateCountSchema)
    .min(1)
    .refine((counts) => counts.every((t, index) => index === 0 || t > (counts[index - 1] ?? 0)), 'ascending updates')
    .refine((counts) => (counts.at(-1) ?? 0) > 0, 'a last evaluation after at least one update'),
});
export type StartMessage = z.infer<typeof StartMessageSchema>;

/** Runner → trainer: the learning rates of the updates `from`, `from + 1`, …, for each group; `default` always. */
export const RatesMessageSchema = z.strictObject({
  type: z.literal('rates'),
  from: UpdateCountSchema,
  learningRates: z
    .record(z.string(), z.array(LearningRateSchema))
    .refine((groups) => groups['default'] !== undefined, 'the group "default"')
    .refine(
      (groups) => new Set(Object.values(groups).map((values) => values.length)).size === 1,
      'as many values in every group',
    ),
});
export type RatesMessage = z.infer<typeof RatesMessageSchema>;

/** Runner → trainer: stop before the end, evaluate where you are, and close. The run ends as `pruned`. */
export const FinishMessageSchema = z.strictObject({ type: z.literal('finish'), reason: z.string() });
export type FinishMessage = z.infer<typeof FinishMessageSchema>;

/** Runner → trainer: stop after the update you are at. The run ends as `abandoned`. */
export const AbortMessageSchema = z.strictObject({ type: z.literal('abort'), reason: z.string() });
export type AbortMessage = z.infer<typeof AbortMessageSchema>;

/** Trainer → runner: what is going to be trained, on what. `weightsDigest` is of the initial weights. */
export const ReadyMessageSchema = z.strictObject({
  type: z.literal('ready'),
  protocol: z.literal(TRAINER_PROTOCOL),
  trainer: z.string().min(1),
  versions: z.record(z.string(), z.string()),
  updatesPerEpoch: z.number().positive(),
  tokensPerUpdate: z.int().positive().nullable(),
  parameters: z.int().positive(),
  trainableParameters: z.int().positive(),
  /** Names of the parameter groups whose learning rates can differ; `default` first. */
  groups: z.array(z.string()).min(1),
  /** Null where nobody can say: a script of the person's own does not have to. */
  dataDigest: HashSchema.nullable(),
  weightsDigest: HashSchema.nullable(),
  device: z.string().min(1),
});
export type ReadyMessage = z.infer<typeof ReadyMessageSchema>;

/**
 * Trainer → runner: the update of index `t` was made. `learningRates` are read back from the optimiser, not echoed from
 * the request. `loss` is the batch's training loss before the update, null where it is not a finite number.
 */
export const UpdateMessageSchema = z.strictObject({
  type: z.literal('update'),
  t: UpdateCountSchema,
  learningRates: z.record(z.string(), LearningRateSchema),
  loss: z.number().nullable(),
  skipped: z.boolean(),
  examples: UpdateCountSchema,
  tokens: UpdateCountSchema.nullable(),
});
export type UpdateMessage = z.infer<typeof UpdateMessageSchema>;

/** Trainer → runner: a held-out split was measured after `t` updates. `predictions` is the path of a JSON file, or null. */
export const EvaluationMessageSchema = z.strictObject({
  type: z.literal('evaluation'),
  ...EvaluationSchema.shape,
  predictions: z.string().min(1).nullable(),
});
export type EvaluationMessage = z.infer<typeof EvaluationMessageSchema>;

/** Trainer → runner: the state after `t` updates is on disk. Whatever is said after it can be had again from it. */
export const CheckpointMessageSchema = z.strictObject({ type: z.literal('checkpoint'), ...CheckpointSchema.shape });
export type CheckpointMessage = z.infer<typeof CheckpointMessageSchema>;

/**
 * Trainer → runner: what the training has cost the machine after `t` updates, since it began in this process. Sent at
 * evaluations and every hundredth update by trainers that can tell; what it says differs from one time to the next.
 */
export const UsageMessageSchema = z.strictObject({
  type: z.literal('usage'),
  t: UpdateCountSchema,
  /** Seconds times devices. */
  deviceSeconds: z.number().nonnegative(),
  /** Null where no counter can be read. */
  energyJoules: z.number().nonnegative().nullable(),
  peakMemoryBytes: z.int().nonnegative().nullable(),
});
export type UsageMessage = z.infer<typeof UsageMessageSchema>;

/** Trainer → runner: the last message of a training; `t` updates were made. */
export const FinishedMessageSchema = z.strictObject({
  type: z.literal('finished'),
  status: RunStatusSchema,
  t: UpdateCountSchema,
});
export type FinishedMessage = z.infer<typeof FinishedMessageSchema>;

export const TRAINER_ERROR_CODES = [
  'out-of-memory',
  'data-missing',
  'digest-mismatch',
  'non-finite',
  'unsupported',
  'internal',
] as const;
export type TrainerErrorCode = (typeof TRAINER_ERROR_CODES)[number];

/** Trainer → runner: the training cannot go on. The last message where it comes. */
export const ErrorMessageSchema = z.strictObject({
  type: z.literal('error'),
  code: z.enum(TRAINER_ERROR_CODES),
  message: z.string().min(1),
  /** What the person can do about it. */
  hint: z.string(),
});
export type ErrorMessage = z.infer<typeof ErrorMessageSchema>;

/** Everything the runner says after the start. */
export const RunnerMessageSchema = z.discriminatedUnion('type', [
  RatesMessageSchema,
  FinishMessageSchema,
  AbortMessageSchema,
]);
export type RunnerMessage = z.infer<typeof RunnerMessageSchema>;

/** Everything a trainer says after `ready`. */
export const TrainerEventSchema = z.discriminatedUnion('type', [
  UpdateMessageSchema,
  EvaluationMessageSchema,
  CheckpointMessageSchema,
  UsageMessageSchema,
  FinishedMessageSchema,
  ErrorMessageSchema,
]);
export type TrainerEvent = z.infer<typeof TrainerEventSchema>;

/** Everything a trainer says. */
export const TrainerMessageSchema = z.discriminatedUnion('type', [ReadyMessageSchema, ...TrainerEventSchema.options]);
export type TrainerMessage = z.infer<typeof TrainerMessageSchema>;

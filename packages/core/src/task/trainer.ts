import { z } from 'zod';
import { HASH_PATTERN } from '../canonical/index.js';

/** What every trainer says of the length and weight of a training. */
const sizes = {
  parameterCount: z.int().positive(),
  updatesPerEpoch: z.number().positive(),
  tokensPerUpdate: z.int().positive().nullable(),
  /** Wall seconds that a whole budget took where it was tried: a ticket lives three times this, at least a day. */
  expectedSeconds: z.number().positive(),
};

/** Small nets in Node, built and fed by name: `net` is all that has to be said. */
const EmbeddedTrainerSchema = z.strictObject({ name: z.literal('embedded'), net: z.string().min(1).max(80), ...sizes });

/** What the PyTorch worker builds. */
export const TORCH_NETS = ['lenet', 'resnet', 'text-classifier', 'causal-lm', 'custom'] as const;

/** hub: by its id there · package: by the name of an installed package · directory: by a path on the machine that trains. */
const SourceSchema = z.enum(['hub', 'package', 'directory']);
const NameSchema = z.string().min(1).max(200);
/** A commit of the hub, or a version of a package: what stands behind a name must not change. */
const RevisionSchema = z.string().min(1).max(80).nullable();

const TorchTrainerSchema = z.strictObject({
  name: z.literal('torch'),
  net: z.enum(TORCH_NETS),
  ...sizes,
  /** Pretrained weights, or the file of a `custom` training; null: built from the seed. */
  model: z.strictObject({ source: SourceSchema, name: NameSchema, revision: RevisionSchema }).nullable(),
  data: z.strictObject({
    source: SourceSchema,
    name: NameSchema,
    configuration: z.string().min(1).max(120).nullable(),
    revision: RevisionSchema,
    /**
     * Columns by role: `text`, `textPair` and `label`; or `text`; or `prompt` and `answer`. Empty for images. Where splits
     * come from sets that name a column differently, its names stand beside one another: `query|question`.
     */
    fields: z.partialRecord(z.enum(['text', 'textPair', 'label', 'prompt', 'answer']), z.string().min(1).max(120)),
    /**
     * Names of the data set's own splits, slices included; a split of another set stands behind its name and
     * configuration (`openai/gsm8k#main:test`). Null: the fixed split of the loader.
     */
    splits: z.strictObject({ train: NameSchema, validation: NameSchema, test: NameSchema }).nullable(),
    /** What stands around a prompt, `{prompt}` in it once; null: the model's chat template, or the prompt and a new line. */
    template: z
      .string()
      .max(2000)
      .refine((text) => text.split('{prompt}').length === 2, 'a text with {prompt} in it, once')
      .nullable(),
  }),
  /** Longest sequence in tokens; null for what has none. */
  sequenceLength: z.int().positive().nullable(),
  /** Whether texts are put end to end and cut to `sequenceLength`. */
  packing: z.boolean(),
  /** Examples of one forward pass, where a batch is accumulated; null: the whole batch. A matter of memory, not of the recipe. */
  microBatch: z.int().positive().nullable(),
  /** SHA-256 of the file of a `custom` training; null for the others. */
  scriptDigest: z.string().regex(HASH_PATTERN, 'a SHA-256 in 64 lower-case hex digits').nullable(),
});

/** Who trains a task, and what exactly. */
export const TaskTrainerSchema = z.discriminatedUnion('name', [EmbeddedTrainerSchema, TorchTrainerSchema]);
export type TaskTrainer = z.infer<typeof TaskTrainerSchema>;
export type TorchTrainer = z.infer<typeof TorchTrainerSchema>;

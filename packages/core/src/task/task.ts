import { z } from 'zod';
import { digestJson, HASH_PATTERN, type Hash } from '../canonical/index.js';
import { type Parsed, parseWithSchema } from '../refusal/index.js';
import { ceilProduct } from '../units/index.js';
import { BudgetUnitSchema } from './budget.js';
import { MetricSchema } from './metric.js';
import { RecipeSchema } from './recipe.js';
import { TaskTrainerSchema } from './trainer.js';

export const TASK_KINDS = [
  'image classification',
  'object detection',
  'sentiment analysis',
  'text classification',
  'causal-LM fine-tuning',
  'LM pre-training',
  'other',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const SLUG_PATTERN = /^[a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?$/;
const SlugSchema = z.string().regex(SLUG_PATTERN, 'a slug: lower-case letters, digits, dots and hyphens, at most 80');
const HashSchema = z.string().regex(HASH_PATTERN, 'a SHA-256 in 64 lower-case hex digits');

/**
 * A task: model, data, split, metric, recipe, budget and evaluation points. Named `slug@taskVersion`, hashed when it
 * opens and never changed after (contracts.md 2).
 */
export const TaskSchema = z.strictObject({
  version: z.literal(1),
  slug: SlugSchema,
  taskVersion: z.int().positive(),
  kind: z.enum(TASK_KINDS),
  /** The model's slug. */
  model: SlugSchema,
  data: z.strictObject({
    name: z.string().min(1).max(120),
    digest: HashSchema,
    /** Number of items of each split. Searches and range tests see validation only; test is measured once, at the end. */
    splits: z.strictObject({ train: z.int().positive(), validation: z.int().positive(), test: z.int().positive() }),
  }),
  metric: MetricSchema,
  /** Shares of the budget, ascending, at which the validation split is evaluated; the last is 1. */
  evaluateAt: z
    .array(z.number().positive().max(1))
    .min(1)
    .max(100)
    .refine(
      (shares) => shares.every((share, index) => index === 0 || share > (shares[index - 1] ?? 0)),
      'ascending shares',
    )
    .refine((shares) => shares.at(-1) === 1, 'a last share of 1'),
  budget: z.strictObject({ unit: BudgetUnitSchema, amount: z.number().positive() }),
  recipe: RecipeSchema,
  /** The policy document of the baseline arm, in normal form. */
  baseline: z.record(z.string(), z.json()),
  /** The share of the budget that a control run trains for. */
  controlShare: z.number().positive().max(1),
  /** What has to be reached for the cheapest-to-target board, null until calibrated. */
  targets: z.strictObject({ full: z.number(), half: z.number() }).nullable(),
  /** Seeds' noise from the baseline's calibration runs, null until they are made. */
  calibration: z
    .strictObject({
      runs: z.int().min(2),
      mean: z.number(),
      /** Sample standard deviation over seeds, in the metric's unit. */
      standardDeviation: z.number().nonnegative(),
      /** The metric of a model that has learnt nothing: what a diverged run is counted as. */
      chance: z.number(),
    })
    .nullable(),
  trainer: TaskTrainerSchema,
});
export type Task = z.infer<typeof TaskSchema>;

/** `slug@version`: how a task is named everywhere. */
export type TaskName = string & { readonly __brand: 'TaskName' };

export function taskName(task: { readonly slug: string; readonly taskVersion: number }): TaskName {
  return `${task.slug}@${String(task.taskVersion)}` as TaskName;
}

/** The parts of a task's name, or null where it is not one. */
export function parseTaskName(name: string): { readonly slug: string; readonly taskVersion: number } | null {
  const match = /^([a-z0-9.-]+)@([1-9][0-9]{0,5})$/.exec(name);
  return match?.[1] !== undefined && match[2] !== undefined ? { slug: match[1], taskVersion: Number(match[2]) } : null;
}

export function parseTask(input: unknown): Parsed<Task> {
  return parseWithSchema(TaskSchema, input);
}

export function taskHash(task: Task): Hash {
  return digestJson(task);
}

/**
 * The updates after which the validation split is evaluated, for a budget: rounded up to whole ones, exactly on the
 * shares as they print (0.07 of 100 is 7), each once, the last at the end.
 */
export function evaluationUpdates(evaluateAt: readonly number[], totalUpdates: number): readonly number[] {
  return [...new Set(evaluateAt.map((share) => Math.max(1, ceilProduct(share, totalUpdates))))];
}

/** Held-out loss is measured beside every task's metric: range tests and divergence are read from it. */
const ALWAYS_MEASURED = 'loss';

/** Names of the metrics that a task's evaluations hold, its own first. */
export function measuredMetrics({ metric }: Pick<Task, 'metric'>): readonly string[] {
  return [...new Set([metric.name, ALWAYS_MEASURED])];
}

import { z } from 'zod';
import type { Json } from '../canonical/index.js';
import type { Length } from '../units/index.js';
import type { Loop } from './closed-loop/loop.js';

/** The least and the greatest learning rate over a range of updates. */
export interface Extremes {
  readonly least: number;
  readonly greatest: number;
}

/** A law that knows its lengths in updates: a pure function of local time, and for a closed loop of what it has seen. */
export interface CompiledLaw {
  /** The learning rate at local time τ (whole, from 0); for a closed loop, where nothing is ever observed. Constant time. */
  readonly learningRateAt: (localTime: number) => number;
  /** Present for a closed loop. */
  readonly loop?: Loop;
  /** Over local times `from` to `to`, both included. Absent: the law is monotone, and its ends say it. */
  readonly extremes?: (from: number, to: number) => Extremes;
  /** Local times at which the value jumps, ascending; at most a thousand are listed. */
  readonly boundaries?: readonly number[];
}

/** What a law is compiled for. */
export interface LawContext {
  /** T: the horizon less the warm-up, in updates. */
  readonly updates: number;
  /** A length of the law in updates; throws a refusal where the run does not say enough. */
  readonly toUpdates: (length: Length, field: string) => number;
}

/** How a law is documented: docs/policies.md shows it, and a test executes the example. */
export interface LawDocumentation {
  readonly sentence: string;
  /** By cases: before, at and after the interval. */
  readonly formula: readonly string[];
  readonly refused: string;
  readonly source: string;
  /** Fields whose kind or default the schema alone does not say. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Executed: `notation` over `totalUpdates` gives `learningRates` at `updates`. */
  readonly example: {
    readonly notation: string;
    readonly totalUpdates: number;
    readonly updates: readonly number[];
    readonly learningRates: readonly number[];
  };
}

/** How a law is written in one line. */
export interface LawNotation {
  /** The name that is printed. */
  readonly name: string;
  /** The field written first, without its name; `end` follows it behind an arrow where the law has one. */
  readonly first: string;
  readonly hasArrow?: boolean;
  /** A field whose word is written before the first, bare: `wave(triangle, …)`. */
  readonly word?: string;
  /** The field that ends the range which `first` begins: `low .. high`. */
  readonly rangeTo?: string;
}

/** Fields of a law by name, as a document holds them. */
export type LawFields = Readonly<Record<string, Json>>;

type FieldsSchema = z.ZodObject<Record<string, z.ZodType>, z.core.$strict>;

/** One law: one file, one line in the registry. The only place that knows its formula. */
export interface LawDefinition {
  readonly name: string;
  /** Its fields with their defaults and the refusals between them; unknown ones are refused. */
  readonly fields: FieldsSchema;
  readonly notation: LawNotation;
  /** Takes no warm-up: its formula has its own. */
  readonly hasOwnWarmup?: true;
  /** Values of absent fields that depend on the others; normal form writes them out, notation leaves them out. */
  readonly implied?: (fields: LawFields) => LawFields;
  /** The normal form of fields that are complete: another spelling, or another law's, of the same policy. */
  readonly normalize?: (fields: LawFields) => { readonly law: string } & LawFields;
  /** Fields and run to a function of local time; throws a `LawRefusal` for what only the run shows. */
  readonly compile: (fields: never, context: LawContext) => CompiledLaw;
  readonly documentation: LawDocumentation;
}

/** Types a law's `compile` by its own schema. */
export function defineLaw<Schema extends FieldsSchema>(
  law: Omit<LawDefinition, 'fields' | 'compile'> & {
    readonly fields: Schema;
    readonly compile: (fields: z.output<Schema>, context: LawContext) => CompiledLaw;
  },
): LawDefinition {
  return law;
}

/** Thrown by a law for fields that contradict each other or the run; `compilePolicy` makes it a refusal. */
export class LawRefusal extends Error {
  override readonly name = 'LawRefusal';
  readonly code:
    | 'policy.wrong-type'
    | 'policy.zero-length'
    | 'policy.missing-context'
    | 'policy.phase-order'
    | 'policy.warmup-too-long';
  readonly path: string;
  readonly expected: string;
  readonly got: string;

  constructor(code: LawRefusal['code'], path: string, expected: string, got: string) {
    super(`${path}: expected ${expected}, got ${got}.`);
    this.code = code;
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
}

/** A learning rate of a document: finite and not negative. A negative zero is zero, so that nobody ever sees one. */
export const learningRateField = z
  .number('a learning rate of 0 or more')
  .nonnegative('a learning rate of 0 or more')
  .overwrite((value) => value + 0);

/** `initial` times a factor; a learning rate of 0 stays 0 where the factor has left the range of numbers. */
export function scaled(initial: number, factor: number): number {
  return initial === 0 ? 0 : initial * factor;
}

export const positiveField = z.number().positive('a number above 0');

/** How many evaluations, or which of several: 0 or more. */
export const countField = z.int('a whole number').nonnegative('a whole number of 0 or more');

/** The name of a metric: printable, so that notation can quote it. */
export const metricField = z
  .string('the name of a metric')
  .max(80, 'the name of a metric in at most 80 characters')
  .regex(/^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/, 'the name of a metric, without quotes, backslashes and double spaces');

export const directionField = z.enum(['minimize', 'maximize']);

/** Jumps of one law that are listed as its boundaries. */
export const MOST_LISTED = 1000;

/** Multiples of `every` inside T, as many as are worth listing. */
export function multiplesInside(every: number, updates: number): readonly number[] {
  const count = Math.min(MOST_LISTED, Math.max(0, Math.ceil(updates / every) - 1));
  return Array.from({ length: count }, (_, index) => (index + 1) * every);
}

import fc from 'fast-check';
import { z } from 'zod';
import type { LawDefinition } from '../law.js';
import { arbitraryLengthDraw, type LengthDraw, lengthOf, type Room } from './arbitrary-length.js';

/** What a law's fields are made of, whatever they are: numbers that a builder picks from, so that samples shrink well. */
export interface FieldsDraw {
  readonly learningRates: readonly number[];
  readonly numbers: readonly number[];
  readonly lengths: readonly LengthDraw[];
  readonly choice: number;
  readonly isThin: boolean;
}

/** Log-uniform over six decades, and sometimes 0. */
export const arbitraryLearningRate: fc.Arbitrary<number> = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -6, max: 0, noNaN: true }).map((power) => 10 ** power) },
  { weight: 1, arbitrary: fc.constant(0) },
);

export const arbitraryFieldsDraw: fc.Arbitrary<FieldsDraw> = fc.record({
  learningRates: fc.array(arbitraryLearningRate, { minLength: 4, maxLength: 4 }),
  numbers: fc.array(fc.oneof(fc.constantFrom(0.1, 0.5, 1, 2), fc.double({ min: 0.01, max: 2, noNaN: true })), {
    minLength: 4,
    maxLength: 4,
  }),
  lengths: fc.array(arbitraryLengthDraw, { minLength: 4, maxLength: 4 }),
  choice: fc.nat(11),
  isThin: fc.boolean(),
});

const LEARNING_RATES = ['learningRate', 'initial', 'peak', 'end', 'low', 'high', 'scale', 'minimum'];
const SMALL = 1e-5;

/**
 * Fields that a law takes, built by what its schema reads, so that a law which is added to the registry is drawn too.
 * Throws for a law whose fields it cannot guess.
 */
export function fieldsOf(law: LawDefinition, draw: FieldsDraw, room: Room): Record<string, unknown> {
  const built = buildFields(law, draw, room);
  if (law.fields.safeParse(built).success) return built;
  // Some laws take no 0, as an exponential decay does.
  const above = { ...draw, learningRates: draw.learningRates.map((value) => (value === 0 ? SMALL : value)) };
  const again = buildFields(law, above, room);
  const read = law.fields.safeParse(again);
  if (!read.success) throw new Error(`No fields could be drawn for ${law.name}: ${read.error.message}`);
  return again;
}

function buildFields(law: LawDefinition, draw: FieldsDraw, room: Room): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [index, [name, schema]] of Object.entries(law.fields.shape).entries()) {
    const isOptional = schema.safeParse(undefined).success;
    if (isOptional && draw.isThin) continue;
    fields[name] = valueOf(name, schema, { draw, index, room });
  }
  return fields;
}

interface Place {
  readonly draw: FieldsDraw;
  readonly index: number;
  readonly room: Room;
}

function valueOf(name: string, schema: z.ZodType, { draw, index, room }: Place): unknown {
  const { learningRates, numbers, lengths, choice } = draw;
  const pick = <T>(values: readonly T[]): T => values[index % values.length]!;
  if (LEARNING_RATES.includes(name)) return pick(learningRates);
  const inner = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  if (inner instanceof z.ZodEnum) return inner.options[choice % inner.options.length];
  if (schema.safeParse({ steps: 1 }).success) return lengthOf(pick(lengths), room);
  if (schema.safeParse([{ steps: 1 }]).success) {
    const { least, most } = room;
    const steps = lengths.slice(0, 1 + (choice % 4)).map(({ share }) => least + Math.floor(share * (most - least + 1)));
    return steps.toSorted((a, b) => a - b).map((count) => ({ steps: count }));
  }
  return pick(numbers);
}

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
  const own = builders[law.name]?.(draw, room);
  if (own !== undefined) return own;
  const fields: Record<string, unknown> = {};
  for (const [index, [name, schema]] of Object.entries(law.fields.shape).entries()) {
    const isOptional = schema.safeParse(undefined).success;
    if (isOptional && draw.isThin) continue;
    fields[name] = valueOf(name, schema, { draw, index, room });
  }
  return fields;
}

type Builder = (draw: FieldsDraw, room: Room) => Record<string, unknown>;

const ascending = (values: readonly number[]) => [...new Set(values)].toSorted((a, b) => a - b);
const shareOf = (value: number) => Math.min(1, value / 2);
const countOf = (value: number, most: number) => Math.floor(shareOf(value) * most);
const METRICS = ['loss', 'eval_loss', 'validation/accuracy', 'top-1', 'f1 (macro)'];

function waveFields({ learningRates, lengths, choice, isThin }: FieldsDraw, room: Room, shapes: readonly string[]) {
  const [low = 0, high = 0] = learningRates.slice(0, 2).toSorted((a, b) => a - b);
  const shape = shapes[choice % shapes.length]!;
  const length = lengthOf(lengths[0]!, room);
  return {
    shape,
    low,
    high,
    length,
    ...(isThin || shape.endsWith('sawtooth') ? {} : { start: choice % 2 === 0 ? 'high' : 'low' }),
  };
}

function dampingOf({ numbers, choice, isThin }: FieldsDraw) {
  if (isThin) return {};
  return { damping: ['none', 'halving', { factor: Math.min(1, numbers[0]!) }][choice % 3] };
}

/** Fields that depend on one another, or that the schema does not tell apart from plain numbers. */
const builders: Readonly<Record<string, Builder>> = {
  sigmoid: ({ learningRates, numbers, lengths, choice, isThin }, room) => ({
    initial: learningRates[0],
    gamma: choice % 2 === 0 ? numbers[0] : -numbers[0]!,
    center: lengthOf(lengths[0]!, room),
    ...(isThin ? {} : { unit: lengthOf(lengths[1]!, room) }),
  }),
  'cosine-restarts': ({ learningRates, numbers, lengths, choice, isThin }, room) => ({
    peak: learningRates[0],
    ...(isThin ? {} : { end: learningRates[1] }),
    ...(choice % 2 === 0
      ? { cycles: 1 + (choice % 5), ...(isThin ? {} : { length: lengthOf(lengths[0]!, room) }) }
      : {
          first: lengthOf(lengths[1]!, room),
          ...(isThin ? {} : { multiplier: Math.max(1, numbers[0]!), decay: Math.min(1, numbers[1]!) }),
        }),
  }),
  noam: ({ learningRates, numbers }, { most }) => ({
    scale: learningRates[0],
    dimension: 1 + countOf(numbers[0]!, 4096),
    warmupSteps: 1 + countOf(numbers[1]!, most),
  }),
  'one-cycle': ({ learningRates, numbers, choice, isThin }) => ({
    peak: learningRates[0],
    ...(isThin
      ? {}
      : {
          peakAt: shareOf(numbers[0]!),
          startDivisor: numbers[1]! * 20,
          endDivisor: numbers[2]! * 500,
          anneal: choice % 2 === 0 ? 'linear' : 'cosine',
          phases: choice % 3 === 0 ? 3 : 2,
        }),
  }),
  wave: (draw, room) => ({
    ...waveFields(draw, room, ['triangle', 'sine', 'cosine', 'sawtooth', 'sine-sawtooth', 'cosine-sawtooth']),
    ...dampingOf(draw),
  }),
  cyclic: (draw, room) => {
    const { low, high, length } = waveFields(draw, room, ['triangle']);
    const { damping } = dampingOf(draw);
    // Two draws of three have halves that differ; equal ones are read as a wave.
    const down = draw.choice % 3 === 0 ? {} : { down: lengthOf(draw.lengths[1]!, room) };
    const isFactor = typeof damping === 'object';
    const per = isFactor && draw.choice % 2 === 0 ? { dampingPer: 'update' } : {};
    return { low, high, up: length, ...down, ...(damping === undefined ? {} : { damping }), ...per };
  },
  table: ({ learningRates, numbers, choice, isThin }, { most }) => {
    const updates = ascending([0, ...numbers.slice(0, choice % 4).map((value) => countOf(value, 2 * most))]);
    return {
      points: updates.map((t, index) => [t, learningRates[index % learningRates.length]]),
      ...(isThin ? {} : { between: choice % 2 === 0 ? 'linear' : 'previous' }),
    };
  },
  plateau: ({ learningRates, numbers, choice, isThin }) => {
    const [minimum = 0, initial = 0] = learningRates.slice(0, 2).toSorted((a, b) => a - b);
    const rule =
      choice % 2 === 0
        ? { rule: 'keras' }
        : { rule: 'pytorch', thresholdMode: choice % 3 === 0 ? 'absolute' : 'relative', epsilon: 0 };
    const metric = METRICS[choice % METRICS.length];
    if (isThin) return { initial, metric };
    return {
      initial,
      metric,
      minimum,
      factor: Math.min(0.9, numbers[0]!),
      patience: countOf(numbers[1]!, 5),
      threshold: numbers[2]! / 10,
      direction: choice % 4 < 2 ? 'minimize' : 'maximize',
      cooldown: countOf(numbers[3]!, 4),
      ...rule,
    };
  },
  ladder: ({ learningRates, numbers, choice, isThin }) => {
    const rungs = ascending(learningRates);
    return {
      rungs,
      startAt: choice % rungs.length,
      metric: METRICS[choice % METRICS.length],
      direction: choice % 2 === 0 ? 'minimize' : 'maximize',
      window: 1 + countOf(numbers[0]!, 4),
      threshold: numbers[1]! / 10,
      cooldown: countOf(numbers[2]!, 4),
      ...(isThin ? {} : { turn: shareOf(numbers[3]!) }),
    };
  },
};

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

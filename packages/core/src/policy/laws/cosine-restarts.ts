import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { extremesBetweenTurns, turnsFrom } from '../extremes.js';
import { type CompiledLaw, defineLaw, learningRateField, MOST_LISTED, positiveField, scaled } from '../law.js';
import { countPassed } from '../passed.js';

interface Ends {
  readonly peak: number;
  readonly end: number;
}

/** Equal cycles over a length; the end from there on. */
function equalCycles({ peak, end }: Ends, cycles: number, whole: number): CompiledLaw {
  const learningRateAt = (localTime: number) =>
    localTime >= whole
      ? end
      : // In whole numbers, so that a restart falls where it belongs: 1/3 of 99 times 3 is 1, not 0.99….
        end + (peak - end) * 0.5 * (1 + Math.cos(Math.PI * (((cycles * localTime) % whole) / whole)));
  const restart = (index: number) => (index * whole) / cycles;
  return {
    learningRateAt,
    extremes: (from, to) => {
      const [first, last] = [Math.floor((from * cycles) / whole), Math.min(cycles, Math.ceil((to * cycles) / whole))];
      return extremesBetweenTurns(learningRateAt, from, to, {
        turns: turnsFrom(first, last, restart),
        turnCount: last - first + 1,
        bounds: { least: Math.min(peak, end), greatest: Math.max(peak, end) },
      });
    },
    boundaries: Array.from({ length: Math.min(MOST_LISTED, cycles) }, (_, index) => Math.ceil(restart(index + 1))),
  };
}

interface Growth {
  readonly first: number;
  readonly multiplier: number;
  readonly decay: number;
}

/**
 * Where cycle `index` starts: the sum of the cycles before it. A sum that is a whole update but for its rounding is that
 * update, so that the boundary belongs to the cycle that starts there.
 */
function startOfCycle({ first, multiplier }: Growth, index: number): number {
  if (multiplier === 1) return first * index;
  const exponent = index * Math.log1p(multiplier - 1);
  // expm1 keeps its digits where the multiplier is next to 1.
  const start = first * (Math.expm1(exponent) / (multiplier - 1));
  const whole = Math.round(start);
  // Roundings: of the multiplier in each of its powers, of the exponent, and a few of the sum.
  const roundings = index + exponent + 4;
  return Math.abs(start - whole) <= start * roundings * Number.EPSILON ? whole : start;
}

interface Cycle {
  readonly start: number;
  readonly length: number;
  readonly top: number;
}

/** Cycles that are computed once: where the lengths grow, a million updates have a few hundred. */
const MOST_KEPT = 1024;

/** SGDR: cycle i lasts first·multiplier^i and peaks at peak·decay^i. */
function growingCycles({ peak, end }: Ends, cycles: Growth, updates: number): CompiledLaw {
  const { first, multiplier, decay } = cycles;
  const startOf = (index: number) => startOfCycle(cycles, index);
  const cycleOf = (index: number): Cycle => ({
    start: startOf(index),
    length: multiplier === 1 ? first : first * multiplier ** index,
    // A peak of 0 stays 0 where the decay has left the range of numbers.
    top: decay === 1 ? peak : scaled(peak, decay ** index),
  });
  const kept: Cycle[] = [];
  while (kept.length < MOST_KEPT && startOf(kept.length) <= updates) kept.push(cycleOf(kept.length));
  const keptUntil = startOf(kept.length);
  const keptStarts = Float64Array.from(kept, ({ start }) => start);
  const indexAt = (localTime: number): number => {
    if (multiplier === 1) return Math.floor(localTime / first);
    if (localTime < keptUntil) return countPassed(keptStarts, localTime) - 1;
    // A product out of the range of numbers would name a cycle that no counting leads back from.
    const grown = Math.min(Number.MAX_VALUE, (localTime / first) * (multiplier - 1));
    let index = Math.floor(Math.log1p(grown) / Math.log1p(multiplier - 1));
    // The logarithm may miss by a rounding.
    while (index > 0 && startOf(index) > localTime) index -= 1;
    while (startOf(index + 1) <= localTime) index += 1;
    return index;
  };
  const learningRateAt = (localTime: number) => {
    const index = indexAt(localTime);
    const { start, length, top } = kept[index] ?? cycleOf(index);
    return end + (top - end) * 0.5 * (1 + Math.cos((Math.PI * (localTime - start)) / length));
  };
  return {
    learningRateAt,
    extremes: (from, to) => {
      const [firstIndex, lastIndex] = [indexAt(from), indexAt(to) + 1];
      const tops = [firstIndex, lastIndex].map((index) => cycleOf(index).top);
      return extremesBetweenTurns(learningRateAt, from, to, {
        turns: turnsFrom(firstIndex, lastIndex, startOf),
        turnCount: lastIndex - firstIndex + 1,
        bounds: { least: Math.min(end, ...tops), greatest: Math.max(end, ...tops) },
      });
    },
    boundaries: Array.from({ length: Math.min(MOST_LISTED, indexAt(updates)) }, (_, index) =>
      Math.ceil(startOf(index + 1)),
    ),
  };
}

export const cosineRestarts = defineLaw({
  name: 'cosine-restarts',
  fields: z
    .strictObject({
      peak: learningRateField,
      end: learningRateField.default(0),
      cycles: z.int('a whole number of cycles').positive('a whole number of cycles above 0').optional(),
      length: LengthSchema.optional(),
      first: LengthSchema.optional(),
      multiplier: z.number().min(1, 'a multiplier of 1 or more').optional(),
      decay: positiveField.optional(),
    })
    .refine(({ cycles, first }) => (cycles === undefined) !== (first === undefined), {
      path: ['cycles'],
      message: 'either cycles, or first with multiplier and decay',
    })
    .refine(({ first, length }) => first === undefined || length === undefined, {
      path: ['length'],
      message: 'no length beside first: its cycles go on to the end',
    })
    .refine(({ first, multiplier, decay }) => first !== undefined || (multiplier ?? decay) === undefined, {
      path: ['first'],
      message: 'a first cycle, where a multiplier or a decay is given',
    }),
  notation: { name: 'cosine-restarts', first: 'peak', hasArrow: true },
  implied: ({ first }): Record<string, number> => (first === undefined ? {} : { multiplier: 1, decay: 1 }),
  compile: ({ peak, end, cycles, length, first, multiplier, decay }, { updates, toUpdates }) => {
    const ends = { peak, end };
    if (first === undefined) {
      return equalCycles(ends, cycles ?? 1, length === undefined ? updates : toUpdates(length, 'length'));
    }
    const growth = { first: toUpdates(first, 'first'), multiplier: multiplier ?? 1, decay: decay ?? 1 };
    return growingCycles(ends, growth, updates);
  },
  documentation: {
    sentence: 'Half cosines that start again at the peak: equal ones over a length, or longer and lower ones (SGDR).',
    formula: [
      'cycles: end + (peak − end)·½(1 + cos(π·frac(cycles·τ / L))); from L on: end',
      'first: cycle i lasts first·multiplier^i (not rounded) and starts at peak·decay^i: end + (peak·decay^i − end)·½(1 + cos πp), p from 0 to 1 over the cycle',
      'at a restart the new cycle holds',
    ],
    refused: 'both cycles and first, or neither; a multiplier below 1; a decay of 0 or less',
    source: 'Loshchilov and Hutter 2017 (SGDR); transformers get_cosine_with_hard_restarts_schedule_with_warmup',
    fields: {
      cycles: 'a whole number; this or first',
      length: 'a length, beside cycles; the whole of T where it is absent',
      first: 'a length; this or cycles',
      multiplier: 'a number of 1 or more, beside first; 1 where it is absent',
      decay: 'a number, beside first; 1 where it is absent',
    },
    example: {
      notation: 'cosine-restarts(0.1, first=10, multiplier=2, decay=0.5)',
      totalUpdates: 60,
      updates: [0, 5, 10, 20, 30],
      learningRates: [0.1, 0.05, 0.05, 0.025, 0.025],
    },
  },
});

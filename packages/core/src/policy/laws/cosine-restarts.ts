import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { extremesBetweenTurns } from '../extremes.js';
import { type CompiledLaw, defineLaw, learningRateField, MOST_LISTED, positiveField } from '../law.js';

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
        turns: ascending(first, last, restart),
        turnCount: last - first + 1,
        bounds: { least: Math.min(peak, end), greatest: Math.max(peak, end) },
      });
    },
    boundaries: Array.from({ length: Math.min(MOST_LISTED, cycles) }, (_, index) => Math.ceil(restart(index + 1))),
  };
}

function* ascending(first: number, last: number, at: (index: number) => number): Iterable<number> {
  for (let index = first; index <= last; index += 1) yield at(index);
}

interface Growth {
  readonly first: number;
  readonly multiplier: number;
  readonly decay: number;
}

/** SGDR: cycle i lasts first·multiplier^i and peaks at peak·decay^i. */
function growingCycles({ peak, end }: Ends, { first, multiplier, decay }: Growth, updates: number): CompiledLaw {
  const startOf = (cycle: number) =>
    multiplier === 1 ? first * cycle : (first * (multiplier ** cycle - 1)) / (multiplier - 1);
  const cycleAt = (localTime: number): number => {
    if (multiplier === 1) return Math.floor(localTime / first);
    let cycle = Math.floor(Math.log1p((localTime * (multiplier - 1)) / first) / Math.log(multiplier));
    // The logarithm may miss by a rounding: the boundary belongs to the cycle that starts there.
    while (cycle > 0 && startOf(cycle) > localTime) cycle -= 1;
    while (startOf(cycle + 1) <= localTime) cycle += 1;
    return cycle;
  };
  const learningRateAt = (localTime: number) => {
    const cycle = cycleAt(localTime);
    const share = (localTime - startOf(cycle)) / (first * multiplier ** cycle);
    // A peak of 0 stays 0 where the decay has left the range of numbers.
    const top = peak === 0 ? 0 : peak * decay ** cycle;
    return end + (top - end) * 0.5 * (1 + Math.cos(Math.PI * share));
  };
  const cycles = cycleAt(updates);
  return {
    learningRateAt,
    extremes: (from, to) => {
      const [firstCycle, lastCycle] = [cycleAt(from), cycleAt(to) + 1];
      const tops = [firstCycle, lastCycle].map((cycle) => (peak === 0 ? 0 : peak * decay ** cycle));
      return extremesBetweenTurns(learningRateAt, from, to, {
        turns: ascending(firstCycle, lastCycle, startOf),
        turnCount: lastCycle - firstCycle + 1,
        bounds: { least: Math.min(end, ...tops), greatest: Math.max(end, ...tops) },
      });
    },
    boundaries: Array.from({ length: Math.min(MOST_LISTED, cycles) }, (_, index) => Math.ceil(startOf(index + 1))),
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

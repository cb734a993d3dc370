import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { extremesBetweenTurns, turnsFrom } from '../extremes.js';
import { defineLaw, learningRateField, positiveField } from '../law.js';

export const cosine = defineLaw({
  name: 'cosine',
  fields: z.strictObject({
    peak: learningRateField,
    end: learningRateField.default(0),
    cycles: positiveField.default(0.5),
    length: LengthSchema.optional(),
  }),
  notation: { name: 'cosine', first: 'peak', hasArrow: true },
  compile: ({ peak, end, cycles, length }, { updates, toUpdates }) => {
    const whole = length === undefined ? updates : toUpdates(length, 'length');
    const learningRateAt = (localTime: number) =>
      end + (peak - end) * 0.5 * (1 + Math.cos(2 * Math.PI * cycles * (Math.min(localTime, whole) / whole)));
    const halfCycle = whole / (2 * cycles);
    return {
      learningRateAt,
      extremes: (from, to) => {
        const [first, last] = [Math.floor(from / halfCycle), Math.ceil(Math.min(to, whole) / halfCycle)];
        const [trough, crest] = [end, end + (peak - end)];
        return extremesBetweenTurns(learningRateAt, from, to, {
          turns: turnsFrom(first, last, (turn) => turn * halfCycle),
          turnCount: last - first + 1,
          bounds: { least: Math.min(trough, crest), greatest: Math.max(trough, crest) },
        });
      },
    };
  },
  documentation: {
    sentence: 'A cosine from peak to end: half a wave, or as many as cycles says.',
    formula: ['end + (peak − end)·½(1 + cos(2π·cycles·min(τ, L) / L))', 'past L: the value at L'],
    refused: 'a negative peak or end, cycles of 0 or less',
    source: 'Loshchilov and Hutter 2017 (SGDR), equation 5; transformers get_cosine_schedule_with_warmup',
    example: {
      notation: 'cosine(0.1, length=10)',
      totalUpdates: 20,
      updates: [0, 5, 10, 19],
      learningRates: [0.1, 0.05, 0, 0],
    },
  },
});

import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, type Extremes, learningRateField, positiveField } from '../law.js';

// Up to so many updates or turning points each is looked at; with more, the wave comes as near to its ends as it may.
const MOST_LOOKED_AT = 100_000;

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
    const extremes = (from: number, to: number): Extremes => {
      const moving = Math.min(to, whole);
      let [least, greatest] = [Infinity, -Infinity];
      const look = (localTime: number) => {
        const learningRate = learningRateAt(Math.min(to, Math.max(from, localTime)));
        [least, greatest] = [Math.min(least, learningRate), Math.max(greatest, learningRate)];
      };
      look(from);
      look(to);
      const [firstTurn, lastTurn] = [Math.ceil(from / halfCycle), Math.floor(moving / halfCycle)];
      if (moving - from <= MOST_LOOKED_AT && halfCycle < 2) {
        for (let localTime = from; localTime <= moving; localTime += 1) look(localTime);
      } else if (lastTurn - firstTurn <= MOST_LOOKED_AT) {
        // One beside the first and the last: a quotient that is rounded may name the neighbour.
        for (let turn = firstTurn - 1; turn <= lastTurn + 1; turn += 1) {
          look(Math.floor(turn * halfCycle));
          look(Math.ceil(turn * halfCycle));
        }
      } else {
        const [atTrough, atCrest] = [end, end + (peak - end)];
        return { least: Math.min(atTrough, atCrest), greatest: Math.max(atTrough, atCrest) };
      }
      return { least, greatest };
    };
    return { learningRateAt, extremes };
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

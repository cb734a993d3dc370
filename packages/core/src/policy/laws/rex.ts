import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField } from '../law.js';

export const rex = defineLaw({
  name: 'rex',
  fields: z.strictObject({
    peak: learningRateField,
    end: learningRateField.default(0),
    length: LengthSchema.optional(),
  }),
  notation: { name: 'rex', first: 'peak', hasArrow: true },
  compile: ({ peak, end, length }, { updates, toUpdates }) => {
    const whole = length === undefined ? updates : toUpdates(length, 'length');
    return {
      learningRateAt: (localTime) => {
        const left = 1 - Math.min(localTime, whole) / whole;
        return end + (peak - end) * (left / (0.1 + 0.9 * left));
      },
    };
  },
  documentation: {
    sentence: 'Falls slowly first and fast at the end: a reflected exponential.',
    formula: ['end + (peak − end)·z / (0.1 + 0.9z), z = 1 − min(τ, L) / L', 'past L: end'],
    refused: 'a negative peak or end',
    source: 'Chen, Wolfe and Kyrillidis 2021 (REX), with Axolotl’s constants',
    example: {
      notation: 'rex(0.1, length=10)',
      totalUpdates: 20,
      updates: [0, 5, 10, 19],
      learningRates: [0.1, (0.1 * 0.5) / 0.55, 0, 0],
    },
  },
});

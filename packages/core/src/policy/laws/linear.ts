import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField } from '../law.js';

export const linear = defineLaw({
  name: 'linear',
  fields: z.strictObject({
    initial: learningRateField,
    end: learningRateField.default(0),
    length: LengthSchema.optional(),
  }),
  notation: { name: 'linear', first: 'initial', hasArrow: true },
  compile: ({ initial, end, length }, { updates, toUpdates }) => {
    const whole = length === undefined ? updates : toUpdates(length, 'length');
    // The quotient first: the end is then exact and never below 0.
    return { learningRateAt: (localTime) => initial + (end - initial) * (Math.min(localTime, whole) / whole) };
  },
  documentation: {
    sentence: 'A straight line from initial to end.',
    formula: ['initial + (end − initial)·(min(τ, L) / L)', 'past L: end'],
    refused: 'a negative initial or end',
    source: 'transformers get_linear_schedule_with_warmup; torch LinearLR',
    example: {
      notation: 'linear(0.1 -> 0.05, length=10)',
      totalUpdates: 20,
      updates: [0, 5, 10, 19],
      learningRates: [0.1, 0.1 + (0.05 - 0.1) * 0.5, 0.05, 0.05],
    },
  },
});

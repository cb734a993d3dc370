import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField, positiveField } from '../law.js';

export const polynomial = defineLaw({
  name: 'polynomial',
  fields: z.strictObject({
    initial: learningRateField,
    end: learningRateField.default(0),
    power: positiveField,
    length: LengthSchema.optional(),
  }),
  notation: { name: 'polynomial', first: 'initial', hasArrow: true },
  normalize: ({ power, ...rest }) =>
    power === 1
      ? { law: 'linear', ...rest }
      : { law: 'polynomial', ...rest, ...(power === undefined ? {} : { power }) },
  compile: ({ initial, end, power, length }, { updates, toUpdates }) => {
    const whole = length === undefined ? updates : toUpdates(length, 'length');
    return { learningRateAt: (localTime) => end + (initial - end) * (1 - Math.min(localTime, whole) / whole) ** power };
  },
  documentation: {
    sentence: 'A power of what is left of the length.',
    formula: ['end + (initial − end)·(1 − min(τ, L) / L)^power', 'past L: end', 'power 1 is written as linear'],
    refused: 'a negative initial or end, a power of 0 or less',
    source: 'LRBench POLY (which starts at k1 and ends at k0); transformers get_polynomial_decay_schedule_with_warmup',
    example: {
      notation: 'polynomial(0.1, power=2, length=10)',
      totalUpdates: 20,
      updates: [0, 5, 10],
      learningRates: [0.1, 0.025, 0],
    },
  },
});

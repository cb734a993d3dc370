import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField } from '../law.js';

export const sigmoid = defineLaw({
  name: 'sigmoid',
  fields: z.strictObject({
    initial: learningRateField,
    gamma: z.number(),
    center: LengthSchema,
    unit: LengthSchema.prefault({ steps: 1 }),
  }),
  notation: { name: 'sigmoid', first: 'initial' },
  compile: ({ initial, gamma, center, unit }, { toUpdates }) => {
    const [middle, size] = [toUpdates(center, 'center'), toUpdates(unit, 'unit')];
    // Far out e^x is infinite, and a finite number over it is 0: no NaN.
    return { learningRateAt: (localTime) => initial / (1 + Math.exp((-gamma * (localTime - middle)) / size)) };
  },
  documentation: {
    sentence: 'An S from 0 to initial, or from initial to 0 with a negative gamma; half of initial at its center.',
    formula: ['initial / (1 + e^(−gamma·(τ − center) / unit))', 'far from the center: 0 or initial, never NaN'],
    refused: 'a negative initial',
    source: 'LRBench SIG, which is Caffe’s sigmoid',
    fields: { gamma: 'a number, negative where it falls' },
    example: {
      notation: 'sigmoid(0.1, gamma=-0.2, center=15)',
      totalUpdates: 100,
      updates: [0, 15, 99],
      learningRates: [0.1 / (1 + Math.exp(-3)), 0.05, 0.1 / (1 + Math.exp(0.2 * 84))],
    },
  },
});

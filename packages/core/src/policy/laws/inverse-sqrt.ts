import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField } from '../law.js';

export const inverseSqrt = defineLaw({
  name: 'inverse-sqrt',
  fields: z.strictObject({ peak: learningRateField, timescale: LengthSchema }),
  notation: { name: 'inverse-sqrt', first: 'peak' },
  compile: ({ peak, timescale }, { toUpdates }) => {
    const scale = toUpdates(timescale, 'timescale');
    return { learningRateAt: (localTime) => peak / Math.sqrt(1 + localTime / scale) };
  },
  documentation: {
    sentence: 'Falls as one over the square root of time.',
    formula: ['peak / √(1 + τ / timescale)'],
    refused: 'a negative peak, an empty timescale',
    source: 'transformers get_inverse_sqrt_schedule; Raffel et al. 2020 (T5)',
    example: {
      notation: 'inverse-sqrt(0.1, timescale=10)',
      totalUpdates: 100,
      updates: [0, 30],
      learningRates: [0.1, 0.05],
    },
  },
});

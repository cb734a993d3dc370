import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField, positiveField, scaled } from '../law.js';

export const exponential = defineLaw({
  name: 'exponential',
  fields: z.strictObject({
    initial: learningRateField,
    factor: positiveField,
    every: LengthSchema.prefault({ steps: 1 }),
  }),
  notation: { name: 'exponential', first: 'initial' },
  compile: ({ initial, factor, every }, { toUpdates }) => {
    const length = toUpdates(every, 'every');
    return { learningRateAt: (localTime) => scaled(initial, factor ** (localTime / length)) };
  },
  documentation: {
    sentence: 'Multiplied by a factor over every stretch of the same length, smoothly.',
    formula: ['initial · factor^(τ / every)', 'every is one update where it is not given'],
    refused: 'a factor of 0 or less; a factor above 1 that leaves the range of numbers inside the budget',
    source: 'LRBench EXP; torch.optim.lr_scheduler.ExponentialLR',
    example: {
      notation: 'exponential(0.1, factor=0.25, every=10)',
      totalUpdates: 20,
      updates: [0, 5, 10],
      learningRates: [0.1, 0.05, 0.025],
    },
  },
});

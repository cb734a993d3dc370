import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField } from '../law.js';

const nonNegative = z.number().nonnegative('a number of 0 or more');

export const inverse = defineLaw({
  name: 'inverse',
  fields: z.strictObject({
    initial: learningRateField,
    gamma: nonNegative,
    power: nonNegative,
    every: LengthSchema.prefault({ steps: 1 }),
  }),
  notation: { name: 'inverse', first: 'initial' },
  compile: ({ initial, gamma, power, every }, { toUpdates }) => {
    const length = toUpdates(every, 'every');
    return { learningRateAt: (localTime) => initial * (1 + (gamma * localTime) / length) ** -power };
  },
  documentation: {
    sentence: 'Falls as a power of time.',
    formula: ['initial · (1 + gamma·τ / every)^−power'],
    refused: 'a negative gamma or power',
    source: "LRBench INV, which is Caffe's inv",
    example: {
      notation: 'inverse(0.1, gamma=1, power=1)',
      totalUpdates: 10,
      updates: [0, 1, 3],
      learningRates: [0.1, 0.05, 0.025],
    },
  },
});

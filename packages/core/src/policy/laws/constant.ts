import { z } from 'zod';
import { defineLaw, learningRateField } from '../law.js';

export const constant = defineLaw({
  name: 'constant',
  fields: z.strictObject({ learningRate: learningRateField }),
  notation: { name: 'constant', first: 'learningRate' },
  compile: ({ learningRate }) => ({ learningRateAt: () => learningRate }),
  documentation: {
    sentence: 'The same learning rate at every update.',
    formula: ['learningRate'],
    refused: 'a negative learningRate',
    source: 'LRBench FIX',
    example: { notation: 'constant(0.1)', totalUpdates: 10, updates: [0, 9], learningRates: [0.1, 0.1] },
  },
});

import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, learningRateField, multiplesInside, positiveField, scaled } from '../law.js';

export const step = defineLaw({
  name: 'step',
  fields: z.strictObject({ initial: learningRateField, factor: positiveField, every: LengthSchema }),
  notation: { name: 'step', first: 'initial' },
  compile: ({ initial, factor, every }, { updates, toUpdates }) => {
    const length = toUpdates(every, 'every');
    return {
      learningRateAt: (localTime) => scaled(initial, factor ** Math.floor(localTime / length)),
      boundaries: multiplesInside(length, updates),
    };
  },
  documentation: {
    sentence: 'Multiplied by a factor after every stretch of the same length.',
    formula: ['initial · factor^⌊τ / every⌋', 'at τ = every the factor holds already'],
    refused: 'a factor of 0 or less, an empty stretch',
    source: 'LRBench STEP; torch.optim.lr_scheduler.StepLR',
    example: {
      notation: 'step(0.1, factor=0.5, every=10)',
      totalUpdates: 30,
      updates: [9, 10, 20],
      learningRates: [0.1, 0.05, 0.025],
    },
  },
});

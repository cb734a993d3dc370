import { z } from 'zod';
import { extremesBetweenTurns } from '../extremes.js';
import { defineLaw, learningRateField, positiveField } from '../law.js';

export const noam = defineLaw({
  name: 'noam',
  fields: z.strictObject({ scale: learningRateField, dimension: positiveField, warmupSteps: positiveField }),
  notation: { name: 'noam', first: 'scale' },
  hasOwnWarmup: true,
  compile: ({ scale, dimension, warmupSteps }) => {
    const height = scale * dimension ** -0.5;
    const learningRateAt = (localTime: number) =>
      height * Math.min((localTime + 1) ** -0.5, (localTime + 1) * warmupSteps ** -1.5);
    const turn = warmupSteps - 1;
    return {
      learningRateAt,
      extremes: (from, to) =>
        extremesBetweenTurns(learningRateAt, from, to, {
          turns: [turn],
          turnCount: 1,
          bounds: { least: 0, greatest: height },
        }),
      boundaries: turn > 0 ? [Math.ceil(turn)] : [],
    };
  },
  documentation: {
    sentence: 'Rises in proportion to time, then falls as one over its square root; scaled by the width of the model.',
    formula: [
      't + 1 ≤ warmupSteps: scale·dimension^−½·(t + 1)·warmupSteps^−1.5',
      'after: scale·dimension^−½·(t + 1)^−½; largest at t = warmupSteps − 1',
    ],
    refused: 'a warm-up in front of it, a dimension or warmupSteps of 0 or less',
    source: 'Vaswani et al. 2017, equation 3',
    example: {
      notation: 'noam(1, dimension=4, warmup-steps=4)',
      totalUpdates: 100,
      updates: [0, 3, 15],
      learningRates: [0.5 / 8, 0.25, 0.125],
    },
  },
});

import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, LawRefusal, learningRateField } from '../law.js';

export const warmupStableDecay = defineLaw({
  name: 'warmup-stable-decay',
  fields: z
    .strictObject({
      peak: learningRateField,
      end: learningRateField.default(0),
      decay: LengthSchema,
      shape: z.enum(['linear', 'cosine', 'one-minus-sqrt', 'exponential']).default('linear'),
    })
    .refine(({ shape, peak }) => shape !== 'exponential' || peak > 0, {
      path: ['peak'],
      message: 'a peak above 0 for an exponential decay',
    })
    .refine(({ shape, end }) => shape !== 'exponential' || end > 0, {
      path: ['end'],
      message: 'an end above 0 for an exponential decay',
    }),
  notation: { name: 'wsd', first: 'peak', hasArrow: true },
  compile: ({ peak, end, decay, shape }, { updates, toUpdates }) => {
    const length = toUpdates(decay, 'decay');
    if (length > updates) {
      throw new LawRefusal(
        'policy.phase-order',
        'decay',
        `at most ${String(updates)} updates, what the warm-up leaves`,
        `${String(length)} updates`,
      );
    }
    const start = updates - length;
    const decayed = (share: number): number => {
      switch (shape) {
        case 'linear':
          return peak + (end - peak) * share;
        case 'cosine':
          return end + (peak - end) * 0.5 * (1 + Math.cos(Math.PI * share));
        case 'one-minus-sqrt':
          return end + (peak - end) * (1 - Math.sqrt(share));
        case 'exponential':
          return peak * (end / peak) ** share;
      }
    };
    return {
      learningRateAt: (localTime) => (localTime <= start ? peak : decayed(Math.min(1, (localTime - start) / length))),
      boundaries: start > 0 ? [start] : [],
    };
  },
  documentation: {
    sentence: 'Stays at its peak and decays over the last stretch; with a warm-up, a trapezoid.',
    formula: [
      'τ ≤ T − decay: peak',
      'then over p = (τ − (T − decay)) / decay from 0 to 1 — linear: peak + (end − peak)·p; cosine: end + (peak − end)·½(1 + cos πp); one-minus-sqrt: end + (peak − end)(1 − √p); exponential: peak·(end / peak)^p',
    ],
    refused: 'a decay longer than what the warm-up leaves; an exponential decay to 0',
    source: 'Hu et al. 2024 (MiniCPM); Hägele et al. 2024 for one-minus-sqrt',
    example: {
      notation: 'wsd(0.1, decay=10)',
      totalUpdates: 20,
      updates: [0, 10, 15, 19],
      learningRates: [0.1, 0.1, 0.05, 0.1 + (0 - 0.1) * 0.9],
    },
  },
});

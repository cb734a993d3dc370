import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { defineLaw, LawRefusal, learningRateField, MOST_LISTED, positiveField, scaled } from '../law.js';
import { countPassed } from '../passed.js';

const MOST_BOUNDARIES = 10_000;

export const multiStep = defineLaw({
  name: 'multi-step',
  fields: z.strictObject({
    initial: learningRateField,
    factor: positiveField,
    // The number first: a list of a million bad entries is one refusal, not a million.
    at: z
      .array(z.unknown())
      .min(1, 'at least one boundary')
      .max(MOST_BOUNDARIES, `at most ${String(MOST_BOUNDARIES)} boundaries`)
      .pipe(z.array(LengthSchema)),
  }),
  notation: { name: 'multi-step', first: 'initial' },
  compile: ({ initial, factor, at }, { toUpdates }) => {
    const boundaries = at.map((length, index) => toUpdates(length, `at[${String(index)}]`));
    const falling = boundaries.findIndex((boundary, index) => index > 0 && boundary < (boundaries[index - 1] ?? 0));
    if (falling > 0) {
      throw new LawRefusal(
        'policy.phase-order',
        `at[${String(falling)}]`,
        `at least ${String(boundaries[falling - 1])} updates, as the boundary before it`,
        `${String(boundaries[falling])} updates`,
      );
    }
    // Computed once: a power taken at every update would cost more than all the rest.
    const learningRates = Float64Array.from({ length: boundaries.length + 1 }, (_, passed) =>
      scaled(initial, factor ** passed),
    );
    const times = Float64Array.from(boundaries);
    return {
      learningRateAt: (localTime) => learningRates[countPassed(times, localTime)] ?? initial,
      boundaries: boundaries.slice(0, MOST_LISTED),
    };
  },
  documentation: {
    sentence: 'Multiplied by a factor at each of the given boundaries.',
    formula: ['initial · factor^(number of boundaries ≤ τ)', 'equal boundaries count twice'],
    refused: 'boundaries that do not ascend, a factor of 0 or less',
    source: 'LRBench NSTEP; torch.optim.lr_scheduler.MultiStepLR',
    example: {
      notation: 'multi-step(0.1, factor=0.1, at=[10, 20])',
      totalUpdates: 30,
      updates: [9, 10, 19, 20],
      learningRates: [0.1, 0.1 * 0.1, 0.1 * 0.1, 0.1 * 0.1 ** 2],
    },
  },
});

import { z } from 'zod';
import { extremesBetweenTurns } from '../extremes.js';
import { defineLaw, learningRateField, positiveField } from '../law.js';

/** A stretch of the cycle: from one learning rate to another, between two local times. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** Stretches that have a length; one that has none is skipped, and the next starts where the last kept one ended. */
function keptStretches(planned: readonly Omit<Stretch, 'start'>[]): readonly Stretch[] {
  const kept: Stretch[] = [];
  for (const stretch of planned) {
    const start = kept.at(-1)?.end ?? 0;
    if (stretch.end > start) kept.push({ ...stretch, start });
  }
  return kept;
}

export const oneCycle = defineLaw({
  name: 'one-cycle',
  fields: z.strictObject({
    peak: learningRateField,
    peakAt: z.number().min(0, 'a share of T from 0 to 1').max(1, 'a share of T from 0 to 1').default(0.3),
    startDivisor: positiveField.default(25),
    endDivisor: positiveField.default(10_000),
    anneal: z.enum(['cosine', 'linear']).default('cosine'),
    phases: z.literal([2, 3], '2 or 3').default(2),
  }),
  notation: { name: 'one-cycle', first: 'peak' },
  compile: ({ peak, peakAt, startDivisor, endDivisor, anneal, phases }, { updates }) => {
    const initial = peak / startDivisor;
    const final = initial / endDivisor;
    const top = peakAt * updates - 1;
    const last = updates - 1;
    const stretches = keptStretches(
      phases === 2
        ? [
            { end: top, from: initial, to: peak },
            { end: last, from: peak, to: final },
          ]
        : [
            { end: top, from: initial, to: peak },
            { end: 2 * peakAt * updates - 2, from: peak, to: initial },
            { end: last, from: initial, to: final },
          ],
    );
    const learningRateAt = (localTime: number) => {
      const t = Math.min(localTime, last);
      const stretch = stretches.find(({ end }) => t <= end) ?? stretches.at(-1);
      if (stretch === undefined) return final;
      const { start, end, from, to } = stretch;
      const share = Math.min(1, (t - start) / (end - start));
      return anneal === 'linear'
        ? (to - from) * share + from
        : to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);
    };
    const turns = stretches.map(({ end }) => end);
    return {
      learningRateAt,
      extremes: (from, to) =>
        extremesBetweenTurns(learningRateAt, from, to, {
          turns,
          turnCount: turns.length,
          bounds: { least: Math.min(initial, final), greatest: Math.max(peak, initial) },
        }),
      boundaries: turns.slice(0, -1).map(Math.ceil),
    };
  },
  documentation: {
    sentence: 'Rises to its peak and falls far below where it began; in three phases it falls to its start first.',
    formula: [
      'from peak / startDivisor to peak until τ = peakAt·T − 1',
      'two phases: then to peak / (startDivisor·endDivisor) at τ = T − 1',
      'three phases: then to peak / startDivisor at τ = 2·peakAt·T − 2, then to peak / (startDivisor·endDivisor) at T − 1',
      'between anchors a to b over p from 0 to 1 — cosine: b + (a − b)·½(1 + cos πp); linear: a + (b − a)·p',
      'a phase whose end is not after its start is skipped; the next starts where the last kept one ended, at first 0',
      'T = 1: the end value',
    ],
    refused: 'a peakAt outside 0 to 1, a divisor of 0 or less',
    source:
      'Smith and Topin 2017, with the anchors of torch.optim.lr_scheduler.OneCycleLR; its momentum is not part of a policy',
    fields: { phases: '2 or 3; 2 where it is absent' },
    example: {
      notation: 'one-cycle(0.1, peak-at=0.5, start-divisor=10, end-divisor=10, anneal=linear)',
      totalUpdates: 20,
      updates: [0, 9, 19],
      learningRates: [0.01, 0.1, 0.001],
    },
  },
});

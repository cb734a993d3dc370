import { z } from 'zod';
import { canonicalJson } from '../../canonical/index.js';
import { LengthSchema } from '../../units/index.js';
import { extremesBetweenTurns } from '../extremes.js';
import { defineLaw, type LawFields, learningRateField, MOST_LISTED } from '../law.js';
import { compileDamping, dampingField, isFactor } from '../damping.js';

export const cyclic = defineLaw({
  name: 'cyclic',
  fields: z
    .strictObject({
      low: learningRateField,
      high: learningRateField,
      up: LengthSchema,
      down: LengthSchema.optional(),
      damping: dampingField.default('none'),
      dampingPer: z.enum(['update', 'cycle']).optional(),
    })
    .refine(({ low, high }) => low <= high, { path: ['high'], message: 'a learning rate of at least low' })
    .refine(({ damping, dampingPer }) => damping !== 'halving' || dampingPer !== 'update', {
      path: ['dampingPer'],
      message: 'cycle: halving is per cycle',
    }),
  notation: { name: 'cyclic', first: 'low', rangeTo: 'high' },
  implied: ({ up, damping }): LawFields => ({
    ...(up === undefined ? {} : { down: up }),
    ...(isFactor(damping) ? { dampingPer: 'cycle' } : {}),
  }),
  // Equal halves are a triangle wave, unless its height falls by a factor with every cycle, which a wave cannot say.
  normalize: (fields) => {
    const { dampingPer, up, down, ...rest } = fields;
    const { damping } = rest;
    const isPerCycle = isFactor(damping) && dampingPer === 'cycle';
    if (up !== undefined && down !== undefined && !isPerCycle && canonicalJson(up) === canonicalJson(down)) {
      return { law: 'wave', shape: 'triangle', ...rest, length: up, start: 'low' };
    }
    if (isFactor(damping)) return { law: 'cyclic', ...fields };
    const { dampingPer: _dampingPer, ...kept } = fields;
    return { law: 'cyclic', ...kept };
  },
  compile: ({ low, high, up, down, damping, dampingPer }, { updates, toUpdates }) => {
    const rise = toUpdates(up, 'up');
    const fall = down === undefined ? rise : toUpdates(down, 'down');
    const period = rise + fall;
    const heightLeft = compileDamping(damping);
    const learningRateAt = (localTime: number) => {
      const passed = localTime % period;
      const height = passed <= rise ? passed / rise : (period - passed) / fall;
      const cycle = Math.floor(localTime / period);
      return low + (high - low) * height * heightLeft(cycle, dampingPer === 'update' ? localTime : cycle);
    };
    const crest =
      isFactor(damping) && dampingPer === 'update' && damping.factor < 1
        ? Math.min(rise, -1 / Math.log(damping.factor))
        : rise;
    return {
      learningRateAt,
      extremes: (from, to) => {
        // As of a wave: the first period holds the greatest, and the trough is the least.
        const end = Math.min(to, from + period);
        const turns: number[] = [];
        for (let at = Math.floor(from / period) * period; at <= end; at += period) {
          turns.push(at, at + crest, at + rise);
        }
        const near = extremesBetweenTurns(learningRateAt, from, end, {
          turns,
          turnCount: turns.length,
          bounds: { least: low, greatest: high },
        });
        return { least: Math.min(near.least, learningRateAt(to)), greatest: near.greatest };
      },
      boundaries: Array.from({ length: Math.min(MOST_LISTED, 2 * Math.ceil(updates / period)) }, (_, index) =>
        index % 2 === 0 ? (index / 2) * period + rise : ((index + 1) / 2) * period,
      ),
    };
  },
  documentation: {
    sentence: 'Straight lines from low up to high and down again, the two of different lengths.',
    formula: [
      'p = up + down, x = τ mod p; x ≤ up: low + (high − low)·(x / up)·damping; after: low + (high − low)·((p − x) / down)·damping',
      'damping halving: 2^−⌊τ / p⌋; a factor: factor^⌊τ / p⌋ per cycle, factor^τ per update',
      'up = down without a factor per cycle is written as a triangle wave',
    ],
    refused: 'low above high, halving per update, a factor above 1',
    source: 'Smith 2015; torch.optim.lr_scheduler.CyclicLR; its momentum is not part of a policy',
    fields: {
      down: 'a length; `up` where it is absent',
      damping: '`none`, `halving` or {"factor": a number} (in notation the number); `none` where it is absent',
      dampingPer: 'one of `update`, `cycle`, beside a factor; `cycle` where it is absent',
    },
    example: {
      notation: 'cyclic(0.01 .. 0.1, up=10, down=20, damping=halving)',
      totalUpdates: 60,
      updates: [0, 5, 10, 20, 30, 40],
      learningRates: [0.01, 0.01 + 0.09 * 0.5, 0.1, 0.01 + 0.09 * 0.5, 0.01, 0.01 + 0.09 * 0.5],
    },
  },
});

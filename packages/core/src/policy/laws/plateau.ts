import { z } from 'zod';
import type { Json } from '../../canonical/index.js';
import { type Loop, readingOf } from '../closed-loop/loop.js';
import { countField, defineLaw, directionField, type LawFields, learningRateField, metricField } from '../law.js';

/** What a plateau rule remembers. `best` is null before the first reading. */
type PlateauState = {
  readonly learningRate: number;
  readonly best: number | null;
  readonly bad: number;
  readonly cooldown: number;
};

interface PlateauRule {
  readonly factor: number;
  readonly patience: number;
  readonly cooldown: number;
  readonly minimum: number;
  readonly epsilon: number;
  readonly isBetter: (value: number, best: number | null) => boolean;
}

/** PyTorch's ReduceLROnPlateau: bad readings are counted first, a cooldown forgives them; reduced at more than `patience`. */
function pytorchStep(rule: PlateauRule, state: PlateauState, value: number): PlateauState {
  const isBetter = rule.isBetter(value, state.best);
  let bad = isBetter ? 0 : state.bad + 1;
  let { cooldown, learningRate } = state;
  if (cooldown > 0) [cooldown, bad] = [cooldown - 1, 0];
  if (bad > rule.patience) {
    const reduced = Math.max(learningRate * rule.factor, rule.minimum);
    if (learningRate - reduced > rule.epsilon) learningRate = reduced;
    [cooldown, bad] = [rule.cooldown, 0];
  }
  return { learningRate, best: isBetter ? value : state.best, bad, cooldown };
}

/** Keras's ReduceLROnPlateau: the cooldown is counted first; reduced at `patience` bad readings. */
function kerasStep(rule: PlateauRule, state: PlateauState, value: number): PlateauState {
  let { cooldown, bad, learningRate } = state;
  if (cooldown > 0) [cooldown, bad] = [cooldown - 1, 0];
  if (rule.isBetter(value, state.best)) return { learningRate, best: value, bad: 0, cooldown };
  if (cooldown === 0) {
    bad += 1;
    if (bad >= rule.patience && learningRate > rule.minimum) {
      learningRate = Math.max(learningRate * rule.factor, rule.minimum);
      [cooldown, bad] = [rule.cooldown, 0];
    }
  }
  return { learningRate, best: state.best, bad, cooldown };
}

export const plateau = defineLaw({
  name: 'plateau',
  fields: z
    .strictObject({
      initial: learningRateField,
      factor: z.number().positive('a factor above 0').lt(1, 'a factor below 1').default(0.1),
      patience: countField.default(10),
      threshold: z.number().nonnegative('a threshold of 0 or more').default(1e-4),
      thresholdMode: z.enum(['relative', 'absolute']).optional(),
      direction: directionField.default('minimize'),
      cooldown: countField.default(0),
      minimum: learningRateField.default(0),
      epsilon: z.number().nonnegative('a number of 0 or more').optional(),
      metric: metricField,
      rule: z.enum(['pytorch', 'keras']).default('pytorch'),
    })
    .refine(({ rule, thresholdMode }) => rule === 'pytorch' || thresholdMode !== 'relative', {
      path: ['thresholdMode'],
      message: 'absolute: Keras knows nothing else',
    })
    .refine(({ rule, epsilon }) => rule === 'pytorch' || epsilon === undefined, {
      path: ['epsilon'],
      message: 'no epsilon beside the rule of Keras',
    })
    .refine(({ initial, minimum }) => minimum <= initial, {
      path: ['minimum'],
      message: 'a learning rate of at most initial',
    }),
  notation: { name: 'plateau', first: 'initial' },
  implied: ({ rule }): LawFields =>
    rule === 'keras' ? { thresholdMode: 'absolute' } : { thresholdMode: 'relative', epsilon: 1e-8 },
  compile: (fields) => {
    const { initial, minimum, threshold, thresholdMode, direction, metric, rule } = fields;
    const sign = direction === 'minimize' ? -1 : 1;
    const plateauRule: PlateauRule = {
      ...fields,
      epsilon: fields.epsilon ?? 1e-8,
      isBetter: (value, best) => {
        if (best === null) return true;
        const bar = thresholdMode === 'relative' ? best * (1 + sign * threshold) : best + sign * threshold;
        return direction === 'minimize' ? value < bar : value > bar;
      },
    };
    const step = rule === 'pytorch' ? pytorchStep : kerasStep;
    const start: PlateauState = { learningRate: initial, best: null, bad: 0, cooldown: 0 };
    const loop: Loop = {
      metrics: [metric],
      start,
      observe: (state, _localTime, metrics): Json => {
        const value = readingOf(metrics, metric);
        return value === null ? state : step(plateauRule, state as PlateauState, value);
      },
      learningRateAt: (state) => (state as PlateauState).learningRate,
    };
    return { learningRateAt: () => initial, extremes: () => ({ least: minimum, greatest: initial }), loop };
  },
  documentation: {
    sentence: 'Closed loop: lowered by a factor when a metric has stopped improving.',
    formula: [
      'better: relative value < best·(1 − threshold), absolute value < best − threshold (maximize: > and +); the first reading is better',
      'pytorch: better → best, bad = 0, else bad + 1; in cooldown: cooldown − 1, bad = 0; then bad > patience → LR = max(LR·factor, minimum) if that changes it by more than epsilon, and cooldown restarts, bad = 0',
      'keras: in cooldown: cooldown − 1, bad = 0; better → best, bad = 0; else, unless still in cooldown, bad + 1, and at bad ≥ patience, if LR > minimum: LR = max(LR·factor, minimum), cooldown restarts, bad = 0',
      'an evaluation after t updates is answered by update t; nothing observed: initial',
    ],
    refused:
      'a factor of 0 or less, or of 1 or more; a minimum above initial; beside keras a relative threshold or an epsilon',
    source: 'torch.optim.lr_scheduler.ReduceLROnPlateau; keras.callbacks.ReduceLROnPlateau',
    fields: {
      thresholdMode: 'one of `relative`, `absolute`; `relative` where it is absent, with keras `absolute`',
      epsilon: 'a number, with pytorch only; 1e-8 where it is absent',
      metric: 'the name of a metric',
    },
    example: {
      notation: 'plateau(0.1, patience=2, metric=loss)',
      totalUpdates: 100,
      updates: [0, 99],
      learningRates: [0.1, 0.1],
    },
  },
});

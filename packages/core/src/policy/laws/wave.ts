import { z } from 'zod';
import { LengthSchema } from '../../units/index.js';
import { extremesBetweenTurns } from '../extremes.js';
import { defineLaw, learningRateField, MOST_LISTED } from '../law.js';
import { compileDamping, dampingField, isFactor } from '../damping.js';

const SHAPES = ['triangle', 'sine', 'cosine', 'sawtooth', 'sine-sawtooth', 'cosine-sawtooth'] as const;
type Shape = (typeof SHAPES)[number];

const isSawtooth = (shape: Shape) => shape.endsWith('sawtooth');

/** Height from 0 to 1 after `t` updates of a wave that starts low; `period` is 2l, of a sawtooth l. */
function heightOf(shape: Shape, t: number, length: number): number {
  if (isSawtooth(shape)) {
    const passed = t % length;
    const left = passed === 0 ? 0 : 1 - passed / length;
    if (shape === 'sawtooth') return left;
    return shape === 'sine-sawtooth' ? Math.sin((Math.PI * left) / 2) : 0.5 * (1 - Math.cos(Math.PI * left));
  }
  const passed = t % (2 * length);
  // The same rising and falling: the falling half is read backwards.
  const rising = (passed <= length ? passed : 2 * length - passed) / length;
  if (shape === 'triangle') return rising;
  return shape === 'sine' ? Math.sin((Math.PI * rising) / 2) : 0.5 * (1 - Math.cos(Math.PI * rising));
}

/** Where a damped rise is highest, in updates after its start: the zero of the derivative of height·γ^t. */
function crest(shape: Shape, length: number, factor: number): number {
  const rate = -Math.log(factor);
  if (isSawtooth(shape) || rate === 0) return length;
  if (shape === 'triangle') return Math.min(length, 1 / rate);
  const slope = shape === 'sine' ? Math.PI / (2 * length * rate) : Math.PI / (length * rate);
  return ((2 * length) / Math.PI) * Math.atan(slope);
}

export const wave = defineLaw({
  name: 'wave',
  fields: z
    .strictObject({
      shape: z.enum(SHAPES),
      low: learningRateField,
      high: learningRateField,
      length: LengthSchema,
      start: z.enum(['low', 'high']).default('low'),
      damping: dampingField.default('none'),
    })
    .refine(({ low, high }) => low <= high, { path: ['high'], message: 'a learning rate of at least low' })
    .refine(({ shape, start }) => start === 'low' || !isSawtooth(shape), {
      path: ['start'],
      message: 'low: a sawtooth cannot start high',
    }),
  notation: { name: 'wave', word: 'shape', first: 'low', rangeTo: 'high' },
  compile: ({ shape, low, high, length, start, damping }, { updates, toUpdates }) => {
    const half = toUpdates(length, 'length');
    const period = isSawtooth(shape) ? half : 2 * half;
    const shift = start === 'high' ? half : 0;
    const heightLeft = compileDamping(damping);
    const learningRateAt = (localTime: number) => {
      const t = localTime + shift;
      return (high - low) * heightOf(shape, t, half) * heightLeft(Math.floor(t / period), localTime) + low;
    };
    const crestAfter = isFactor(damping) ? crest(shape, half, damping.factor) : half;
    return {
      learningRateAt,
      extremes: (from, to) => {
        // Whole lengths repeat exactly, and damping only lowers: the greatest lies in the first period. So does the
        // least, which is the trough, unless the range ends before one.
        const end = Math.min(to, from + period);
        const turns: number[] = [];
        for (let at = Math.floor((from + shift) / half) * half - shift; at <= end; at += half) {
          turns.push(at, at + crestAfter, at + 1);
        }
        const near = extremesBetweenTurns(learningRateAt, from, end, {
          turns,
          turnCount: turns.length,
          bounds: { least: low, greatest: high },
        });
        return { least: Math.min(near.least, learningRateAt(to)), greatest: near.greatest };
      },
      boundaries: Array.from(
        { length: Math.min(MOST_LISTED, Math.floor(updates / half)) },
        (_, index) => (index + 1) * half,
      ),
    };
  },
  documentation: {
    sentence: 'Moves between low and high: 27 of LRBench’s laws. Length is half a period, of a sawtooth a whole one.',
    formula: [
      '(high − low)·height·damping + low, with l = length and D, COS forms starting high read l later',
      'triangle (2 / π)·|asin(sin(πτ / 2l))|; sine |sin(πτ / 2l)|; cosine ½(1 − cos(πτ / l))',
      'sawtooth R = frac(−τ / l), at its lowest at τ = 0; sine-sawtooth sin(πR / 2); cosine-sawtooth ½(1 − cos πR)',
      'damping halving: 2^−(periods passed); a factor: factor^τ, per update',
    ],
    refused: 'low above high, a sawtooth that starts high, a factor above 1',
    source: 'LRBench (Wu et al. 2019): TRI, DTRI, SIN, DSIN, COS, UPCOS, RSW, SINRSW, COSRSW, each bare, 2 and EXP',
    fields: {
      shape: `one of ${SHAPES.map((name) => `\`${name}\``).join(', ')}; its word is written before the first`,
      damping: '`none`, `halving` or {"factor": a number} (in notation the number); `none` where it is absent',
    },
    example: {
      notation: 'wave(triangle, 0.01 .. 0.1, length=10, damping=halving)',
      totalUpdates: 60,
      updates: [0, 5, 10, 20, 30],
      learningRates: [0.01, 0.09 * 0.5 + 0.01, 0.09 + 0.01, 0.01, 0.09 * 0.5 + 0.01],
    },
  },
});

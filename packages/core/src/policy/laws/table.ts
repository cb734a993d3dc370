import { z } from 'zod';
import { defineLaw, learningRateField, MOST_LISTED } from '../law.js';
import { countPassed } from '../passed.js';

const MOST_POINTS = 10_000;

const PointSchema = z.tuple(
  [z.int('a whole update').nonnegative('an update of 0 or more'), learningRateField],
  'a point: [t, learningRate]',
);

// The number first: a list of a million bad points is one refusal, not a million.
const PointsSchema = z
  .array(z.unknown(), 'a list of points [t, learningRate]')
  .min(1, 'at least one point')
  .max(MOST_POINTS, `at most ${String(MOST_POINTS)} points`)
  .pipe(z.array(PointSchema))
  .refine(([first]) => first?.[0] === 0, 'points that begin at t = 0')
  .refine(
    (points) => points.every(([t], index) => index === 0 || t > (points[index - 1]?.[0] ?? Infinity)),
    'points whose t ascend',
  );

export const table = defineLaw({
  name: 'table',
  fields: z.strictObject({ points: PointsSchema, between: z.enum(['previous', 'linear']).default('previous') }),
  notation: { name: 'table', first: 'points' },
  compile: ({ points, between }) => {
    const times = Float64Array.from(points, ([t]) => t);
    const learningRates = Float64Array.from(points, ([, learningRate]) => learningRate);
    /** The last point at or before τ. */
    const indexAt = (localTime: number) => countPassed(times, localTime) - 1;
    const learningRateAt = (localTime: number) => {
      const index = indexAt(localTime);
      const value = learningRates[index] ?? 0;
      if (between === 'previous' || index === times.length - 1) return value;
      const [start = 0, end = 0, next = 0] = [times[index], times[index + 1], learningRates[index + 1]];
      return value + (next - value) * ((localTime - start) / (end - start));
    };
    return {
      learningRateAt,
      extremes: (from, to) => {
        // Between two points it is monotone, and each point is a whole update.
        let [least, greatest] = [Infinity, -Infinity];
        const inside = learningRates.subarray(indexAt(from) + 1, indexAt(to) + 1);
        for (const learningRate of [learningRateAt(from), ...inside, learningRateAt(to)]) {
          [least, greatest] = [Math.min(least, learningRate), Math.max(greatest, learningRate)];
        }
        return { least, greatest };
      },
      boundaries: points.slice(1, MOST_LISTED + 1).map(([t]) => t),
    };
  },
  documentation: {
    sentence: 'Learning rates by update: the home of a trace that no law fits.',
    formula: [
      'between = previous: the value of the last point at or before τ',
      'between = linear: on the straight line from that point to the next',
      'past the last point: its value',
    ],
    refused: `no point, more than ${String(MOST_POINTS)}, a first t that is not 0, t that do not ascend`,
    source: 'Ratebook',
    fields: { points: 'a list of [t, learning rate], t a whole update' },
    example: {
      notation: 'table([0: 0.1, 10: 0.05, 20: 0.01], between=linear)',
      totalUpdates: 30,
      updates: [0, 5, 10, 29],
      learningRates: [0.1, 0.1 + (0.05 - 0.1) * 0.5, 0.05, 0.01],
    },
  },
});

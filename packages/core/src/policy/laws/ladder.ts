import { z } from 'zod';
import type { Json } from '../../canonical/index.js';
import { ceilProduct } from '../../units/index.js';
import { type Loop, readingOf } from '../closed-loop/loop.js';
import { countField, defineLaw, directionField, learningRateField, metricField } from '../law.js';

const MOST_RUNGS = 1000;
// A replay keeps the state of every evaluation, and each state its window.
const MOST_WINDOW = 1000;

/** What a ladder remembers since its last move. `before` is the best value older than the window; null without one. */
type LadderState = {
  readonly rung: number;
  readonly seen: number;
  readonly recent: readonly number[];
  readonly before: number | null;
  readonly hasMoved: boolean;
};

export const ladder = defineLaw({
  name: 'ladder',
  fields: z
    .strictObject({
      rungs: z
        .array(z.unknown(), 'a list of learning rates')
        .min(1, 'at least one rung')
        .max(MOST_RUNGS, `at most ${String(MOST_RUNGS)} rungs`)
        .pipe(z.array(learningRateField))
        .refine(
          (rungs) => rungs.every((rung, index) => index === 0 || rung > (rungs[index - 1] ?? Infinity)),
          'learning rates that ascend',
        ),
      startAt: countField,
      metric: metricField,
      direction: directionField,
      window: countField.min(1, 'a window of 1 or more').max(MOST_WINDOW, `a window of at most ${String(MOST_WINDOW)}`),
      threshold: z.number().nonnegative('a threshold of 0 or more'),
      cooldown: countField,
      turn: z.number().min(0, 'a share of T from 0 to 1').max(1, 'a share of T from 0 to 1').default(0.8),
    })
    .refine(({ rungs, startAt }) => startAt < rungs.length, {
      path: ['startAt'],
      message: 'the index of a rung, from 0',
    }),
  notation: { name: 'ladder', first: 'rungs' },
  compile: ({ rungs, startAt, metric, direction, window, threshold, cooldown, turn }, { updates }) => {
    // Exactly on the decimals, as a length: 7% of 100 updates is 7.
    const turnsAt = ceilProduct(turn, updates);
    const best = (values: readonly number[]) => (direction === 'minimize' ? Math.min(...values) : Math.max(...values));
    const start: LadderState = { rung: startAt, seen: 0, recent: [], before: null, hasMoved: false };
    const next = (state: LadderState, localTime: number, value: number): LadderState => {
      const values = [...state.recent, value];
      const old = values.length > window ? values.shift() : undefined;
      const seen = state.seen + 1;
      const before = old === undefined ? state.before : state.before === null ? old : best([state.before, old]);
      const waited = { ...state, seen, recent: values, before };
      if ((state.hasMoved && seen <= cooldown) || before === null) return waited;
      const gain = direction === 'minimize' ? before - best(values) : best(values) - before;
      if (gain >= threshold * Math.abs(before)) return waited;
      const rung = Math.min(rungs.length - 1, Math.max(0, state.rung + (localTime < turnsAt ? 1 : -1)));
      // At an end of the ladder there is no move, and so nothing to forget.
      return rung === state.rung ? waited : { rung, seen: 0, recent: [], before: null, hasMoved: true };
    };
    const loop: Loop = {
      metrics: [metric],
      start,
      observe: (state, localTime, metrics): Json => {
        const value = readingOf(metrics, metric);
        return value === null ? state : next(state as LadderState, localTime, value);
      },
      learningRateAt: (state) => rungs[(state as LadderState).rung] ?? 0,
    };
    const [lowest = 0, highest = 0, first = 0] = [rungs[0], rungs.at(-1), rungs[startAt]];
    return { learningRateAt: () => first, extremes: () => ({ least: lowest, greatest: highest }), loop };
  },
  documentation: {
    sentence: 'Closed loop: on a plateau one rung up, late in the budget one rung down; LRBench’s change on plateau.',
    formula: [
      'at each evaluation, after a move only once cooldown evaluations have passed: if the best of the last window values improves on the best before them, both since the last move, by less than threshold·|best before|',
      'then one rung up while τ < turn·T, one down after; at an end of the ladder it stays and forgets nothing',
      'nothing observed: rungs[startAt]',
    ],
    refused: `rungs that do not ascend, more than ${String(MOST_RUNGS)}, a startAt that is no index of them, a window of 0 or of more than ${String(MOST_WINDOW)}, a turn outside 0 to 1`,
    source: 'LRBench (Wu et al. 2019), change on plateau',
    fields: { rungs: 'a list of learning rates, ascending', metric: 'the name of a metric' },
    example: {
      notation:
        'ladder([1e-3, 0.01, 0.1], start-at=1, metric=loss, direction=minimize, window=2, threshold=0.01, cooldown=1)',
      totalUpdates: 100,
      updates: [0, 99],
      learningRates: [0.01, 0.01],
    },
  },
});

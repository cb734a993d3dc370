import { describe, expect, it } from 'vitest';
import { compiledOf, eventsOf, observed, refusalsOf, steeredBy } from '../testing/index.js';

/** Rows of a table worked out by hand: reading, best, bad, cooldown, learning rate. */
type Row = readonly [reading: number, best: number, bad: number, cooldown: number, learningRate: number];

function holds(line: string, rows: readonly Row[]): void {
  const seen = observed(
    line,
    1000,
    rows.map(([reading]) => reading),
  );
  expect(seen.map(({ state }) => state)).toEqual(
    rows.map(([, best, bad, cooldown, learningRate]) => ({ best, bad, cooldown, learningRate })),
  );
  expect(seen.map(({ learningRate }) => learningRate)).toEqual(rows.map((row) => row[4]));
}

describe('a plateau by the rule of PyTorch', () => {
  it('reduces at more than patience bad readings, forgives those of a cooldown, and keeps its minimum', () => {
    holds('plateau(1, factor=0.5, patience=2, threshold=0.1, cooldown=2, minimum=0.2, metric=loss)', [
      [1, 1, 0, 0, 1],
      [0.95, 1, 1, 0, 1],
      // Strictly: 0.9 is not below 1 · 0.9, and two bad readings are not more than two.
      [0.9, 1, 2, 0, 1],
      [0.91, 1, 0, 2, 0.5],
      [0.95, 1, 0, 1, 0.5],
      // A better one during the cooldown is kept.
      [0.5, 0.5, 0, 0, 0.5],
      [0.6, 0.5, 1, 0, 0.5],
      [0.6, 0.5, 2, 0, 0.5],
      [0.6, 0.5, 0, 2, 0.25],
      [0.6, 0.5, 0, 1, 0.25],
      [0.6, 0.5, 0, 0, 0.25],
      [0.6, 0.5, 1, 0, 0.25],
      [0.6, 0.5, 2, 0, 0.25],
      [0.6, 0.5, 0, 2, 0.2],
      [0.6, 0.5, 0, 1, 0.2],
      [0.6, 0.5, 0, 0, 0.2],
      [0.6, 0.5, 1, 0, 0.2],
      [0.6, 0.5, 2, 0, 0.2],
      // Nothing is left to reduce; the cooldown restarts all the same.
      [0.6, 0.5, 0, 2, 0.2],
    ]);
  });

  it('without patience reduces at every bad reading', () => {
    const line = 'plateau(1, factor=0.5, patience=0, threshold=0, metric=loss)';
    expect(steeredBy(line, 100, [1, 1, 0.9, 0.9, 0.8])).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
  });

  it.each([
    ['relative, minimize', 'direction=minimize', [1, 0.9], [1, 0.89]],
    ['relative, maximize', 'direction=maximize', [1, 1.1], [1, 1.11]],
    ['absolute, minimize', 'threshold-mode=absolute, direction=minimize', [2, 1.9], [2, 1.89]],
    ['absolute, maximize', 'threshold-mode=absolute, direction=maximize', [2, 2.1], [2, 2.11]],
  ])('by a threshold that is %s takes a reading as better only beyond the bar', (_name, mode, at, beyond) => {
    const line = `plateau(1, factor=0.5, patience=0, threshold=0.1, ${mode}, metric=loss)`;
    expect(steeredBy(line, 100, at)).toEqual([1, 0.5]);
    expect(steeredBy(line, 100, beyond)).toEqual([1, 1]);
  });

  it('multiplies a negative best as PyTorch does, so that a little worse is better', () => {
    const line = 'plateau(1, factor=0.5, patience=0, threshold=0.1, metric=loss)';
    expect(steeredBy(line, 100, [-1, -0.95, -0.95])).toEqual([1, 1, 1]);
    expect(steeredBy(line, 100, [-1, -0.9])).toEqual([1, 0.5]);
  });

  it('leaves a learning rate that would change by epsilon or less', () => {
    const line = (initial: string) => `plateau(${initial}, factor=0.5, patience=0, metric=loss)`;
    expect(steeredBy(line('2e-8'), 100, [1, 1])).toEqual([2e-8, 2e-8]);
    expect(steeredBy(line('2.2e-8'), 100, [1, 1])).toEqual([2.2e-8, 1.1e-8]);
    expect(steeredBy('plateau(1, factor=0.5, patience=0, epsilon=0.5, metric=loss)', 100, [1, 1])).toEqual([1, 1]);
  });
});

describe('a plateau by the rule of Keras', () => {
  it('reduces at patience bad readings, and counts the reading that ends a cooldown', () => {
    holds('plateau(1, factor=0.5, patience=2, threshold=0.1, cooldown=2, minimum=0.2, metric=loss, rule=keras)', [
      [1, 1, 0, 0, 1],
      [0.95, 1, 1, 0, 1],
      [0.9, 1, 0, 2, 0.5],
      [0.95, 1, 0, 1, 0.5],
      // The cooldown ends with this reading, which is bad.
      [0.95, 1, 1, 0, 0.5],
      [0.95, 1, 0, 2, 0.25],
      [0.5, 0.5, 0, 1, 0.25],
      [0.45, 0.5, 1, 0, 0.25],
      [0.45, 0.5, 0, 2, 0.2],
      [0.45, 0.5, 0, 1, 0.2],
      [0.45, 0.5, 1, 0, 0.2],
      // At the minimum nothing is reduced, and no cooldown begins.
      [0.45, 0.5, 2, 0, 0.2],
      [0.45, 0.5, 3, 0, 0.2],
      [0.3, 0.3, 0, 0, 0.2],
    ]);
  });

  it('has an absolute threshold alone, and no epsilon', () => {
    const keras = { version: 1, law: 'plateau', initial: 1, metric: 'loss', rule: 'keras' };
    expect(refusalsOf(keras)).toEqual([]);
    expect(refusalsOf({ ...keras, thresholdMode: 'absolute' })).toEqual([]);
    expect(refusalsOf({ ...keras, thresholdMode: 'relative' })).toEqual(['policy.wrong-type thresholdMode']);
    expect(refusalsOf({ ...keras, epsilon: 1e-8 })).toEqual(['policy.wrong-type epsilon']);
    expect(steeredBy('plateau(1, patience=1, threshold=0.1, metric=loss, rule=keras)', 100, [10, 9.9])).toEqual([
      1, 0.1,
    ]);
  });

  it('maximizes', () => {
    const line = 'plateau(1, factor=0.5, patience=1, threshold=0.1, direction=maximize, metric=loss, rule=keras)';
    expect(steeredBy(line, 100, [2, 2.1, 2.11, 2.11])).toEqual([1, 0.5, 0.5, 0.25]);
  });
});

describe('a plateau of either rule', () => {
  const line = 'plateau(1, factor=0.5, patience=0, metric=loss)';

  it('stays at its initial learning rate where nothing is observed', () => {
    const compiled = compiledOf(line, 100);
    expect([compiled.learningRateAt(0), compiled.learningRateAt(99)]).toEqual([1, 1]);
    expect(compiled.replay([])(99)).toBe(1);
    expect(compiled.peakLearningRate).toBe(1);
  });

  it('does not observe an evaluation without its metric, or one whose metric is no finite number', () => {
    const { loop } = compiledOf(line, 100);
    const first = loop?.observe(loop.start, 1, { loss: 1 }) ?? null;
    const others = [{}, { other: 2 }, { loss: NaN }, { loss: Infinity }, { loss: null }, { loss: '2' }];
    for (const metrics of others) expect(loop?.observe(first, 2, metrics as never)).toBe(first);
    expect(loop?.observe(first, 2, { loss: 2, other: 0 })).not.toEqual(first);
  });

  it('does not take for a metric what every object has', () => {
    const { loop } = compiledOf('plateau(1, patience=0, metric=toString)', 100);
    expect(loop?.observe(loop.start, 1, {})).toBe(loop?.start);
    expect(loop?.metrics).toEqual(['toString']);
  });

  it('takes several evaluations at one update in their order, and answers to the last', () => {
    const replayed = compiledOf(line, 100).replay([
      { t: 5, metrics: { loss: 1 } },
      { t: 5, metrics: { loss: 1 } },
      { t: 5, metrics: { loss: 1 } },
      { t: 9, metrics: { loss: 1 } },
    ]);
    expect([4, 5, 8, 9, 99].map(replayed)).toEqual([1, 0.25, 0.25, 0.125, 0.125]);
  });

  it('behind a warm-up does not observe what was measured during it, and does observe what was at its end', () => {
    const compiled = compiledOf('plateau(1, factor=0.5, patience=0, metric=loss, warmup=4)', 100);
    const replayed = compiled.replay(eventsOf([1, 2, 3, 4, 5]));
    // The evaluation after 4 updates is its first, and the best.
    expect([0, 3, 4, 5].map(replayed)).toEqual([0, 0.75, 1, 0.5]);
  });
});

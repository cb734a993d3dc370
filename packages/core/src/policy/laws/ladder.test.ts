import { describe, expect, it } from 'vitest';
import { compiledOf, observed, steeredBy } from '../testing/index.js';

const ladder = (fields: string) => `ladder([1, 2, 4, 8], metric=loss, ${fields})`;
const minimized = ladder('start-at=1, direction=minimize, window=2, threshold=0.1, cooldown=1');

describe('a ladder', () => {
  it('moves up where the last window is less than the threshold better than the best before it', () => {
    const rows = [
      // reading, learning rate
      [1, 2],
      [0.9, 2],
      // The window is 0.9, 0.8; before it 1: better by 0.2.
      [0.8, 2],
      // 0.79 against 0.9: better by 0.11, and a tenth of 0.9 is less.
      [0.79, 2],
      // 0.78 against 0.8: better by 0.02.
      [0.78, 4],
      // One evaluation of cooldown, then the window fills, then there is one before it.
      [0.78, 4],
      [0.78, 4],
      [0.78, 8],
    ] as const;
    const readings = rows.map(([reading]) => reading);
    expect(steeredBy(minimized, 100, readings)).toEqual(rows.map(([, learningRate]) => learningRate));
  });

  it('takes a gain of exactly the threshold for one', () => {
    const line = ladder('start-at=1, direction=minimize, window=1, threshold=0.5, cooldown=0');
    expect(steeredBy(line, 100, [1, 0.5])).toEqual([2, 2]);
    expect(steeredBy(line, 100, [1, 0.51])).toEqual([2, 4]);
  });

  it('maximizes, and measures the gain by the size of a best that is negative', () => {
    const line = ladder('start-at=1, direction=maximize, window=1, threshold=0.5, cooldown=0');
    expect(steeredBy(line, 100, [-4, -2, -1.5])).toEqual([2, 2, 4]);
    expect(steeredBy(line, 100, [2, 3, 3])).toEqual([2, 2, 4]);
  });

  it('waits out the cooldown after a move, though the window is full, and not before the first move', () => {
    const line = ladder('start-at=0, direction=minimize, window=1, threshold=0.1, cooldown=3');
    expect(steeredBy(line, 100, [1, 1, 1, 1, 1, 1, 1, 1])).toEqual([1, 2, 2, 2, 2, 4, 4, 4]);
    // After the move: three evaluations of cooldown, which count as values; the fourth may move again.
  });

  it('moves up before its turn and down from it on, which is exact in decimals', () => {
    expect(0.07 * 100).not.toBe(7);
    const line = ladder('start-at=1, direction=minimize, window=1, threshold=0.1, cooldown=0, turn=0.07');
    const flat = Array.from({ length: 7 }, () => null);
    expect(steeredBy(line, 100, [...flat.slice(2), 1, 1]).at(-1)).toBe(1);
    expect(steeredBy(line, 100, [...flat.slice(3), 1, 1]).at(-1)).toBe(4);
    expect(steeredBy(line, 101, [...flat.slice(2), 1, 1]).at(-1)).toBe(4);
  });

  it('at an end of its rungs stays and forgets nothing', () => {
    const line = ladder('start-at=3, direction=minimize, window=1, threshold=0.1, cooldown=5');
    const seen = observed(line, 100, [1, 1, 1]);
    expect(seen.map(({ learningRate }) => learningRate)).toEqual([8, 8, 8]);
    // No move, so no cooldown: what was seen is kept.
    expect(seen.at(-1)?.state).toEqual({ rung: 3, seen: 3, recent: [1], before: 1, hasMoved: false });
    const lowest = ladder('start-at=0, direction=minimize, window=1, threshold=0.1, cooldown=0, turn=0');
    expect(steeredBy(lowest, 100, [1, 1, 1])).toEqual([1, 1, 1]);
  });

  it('does not observe an evaluation without its metric', () => {
    expect(observed(minimized, 100, [1, null]).map(({ state }) => state)).toEqual(
      observed(minimized, 100, [1, 1]).map(() => ({ rung: 1, seen: 1, recent: [1], before: null, hasMoved: false })),
    );
  });

  it('counts its turn in the horizon of its phase, from the phase’s start', () => {
    const inner = ladder('start-at=1, direction=minimize, window=1, threshold=0.1, cooldown=0, turn=0.5');
    const compiled = compiledOf(`constant(3) until 50; ${inner} until 70; constant(5)`, 100);
    const moving = (t: number) => {
      const flat = [t - 1, t].map((at) => ({ t: at, metrics: { loss: 1 } }));
      return compiled.replay(flat)(t);
    };
    expect([moving(59), moving(60)]).toEqual([4, 1]);
  });

  it('knows that it may reach its highest rung', () => {
    expect(compiledOf(minimized, 100).peakLearningRate).toBe(8);
  });
});

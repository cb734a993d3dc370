import { forgeEvaluation, randomFrom } from '@ratebook/core/testing';
import { edition2026_1 } from '@ratebook/core/verification';
import { describe, expect, it } from 'vitest';
import { limitOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

/** Every run of the evaluation with losses that nobody measured: a fine decay and fresh noise. */
function invent(noiseOf: (run: number) => () => number) {
  const honest = forgeEvaluation();
  return honest.submission.runs.reduce((held, _, index) => {
    const noise = noiseOf(index);
    return held.withTrace(index, (trace) => ({
      ...trace,
      loss: trace.loss.map((__, t) => 2 * Math.exp(-t / 8) + 0.1 * noise()),
    }));
  }, honest);
}

describe('X08 a whole curve invented', () => {
  it('is not caught by this edition: nothing below L3 is tied to a training', () => {
    const invented = invent((run) => randomFrom(run));
    expect(outcomeOf(invented)).toEqual(NOT_CAUGHT);
    expect(limitOf('T09', invented)).toBe('That the losses were measured: noise can be invented.');
  });

  it('waits for the replay and anchoring checks of later editions', () => {
    const later: readonly string[] = ['A03', 'A04', 'A05'];
    expect(edition2026_1.checks.filter((id) => later.includes(id))).toEqual([]);
    expect(edition2026_1.highestLevel).toBe(2);
  });

  it('is caught by T09 where one invention serves for several seeds', () => {
    expect(outcomeOf(invent(() => randomFrom(1)))).toEqual(rejectedBy(1, 'T09'));
  });
});

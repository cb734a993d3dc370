import { forgeEvaluation, randomFrom } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { NOT_CAUGHT, outcomeOf } from './outcome.js';

describe('X09 honest for the first updates, then invented', () => {
  it('is not caught by this edition: A05, R03, R05 and a reproduction are later levels', () => {
    const noise = randomFrom(9);
    const forged = forgeEvaluation().withTrace(0, (trace) => ({
      ...trace,
      loss: trace.loss.map((loss, t) => (t < 20 ? loss : 0.2 + 0.01 * noise())),
    }));
    expect(outcomeOf(forged)).toEqual(NOT_CAUGHT);
  });
});

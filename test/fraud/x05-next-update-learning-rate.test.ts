import { forgeEvaluation } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { messageOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const step = (learningRate: number, until: number | null) => ({
  policy: { law: 'constant', learningRate },
  ...(until === null ? {} : { until: { steps: until } }),
});
// Up and down again and again, as a cyclic policy in a Trainer's log.
const cyclic = {
  version: 1,
  law: 'sequence',
  phases: [step(0.1, 8), step(0.01, 16), step(0.1, 24), step(0.01, 32), step(0.1, null)],
};

/** As Transformers logged before its change of March 2025: at each update the learning rate of the next. */
const logged = forgeEvaluation({ policies: [cyclic], runs: 1 }).withTrace(0, (trace) => ({
  ...trace,
  learningRate: trace.learningRate.map((_, t) => trace.learningRate[t + 1] ?? 0),
}));

describe('X05 the framework logs the next update’s learning rate', () => {
  it('passes where it is declared', () => {
    expect(outcomeOf(logged.withRun(0, { learningRateSemantics: 'next' }))).toEqual(NOT_CAUGHT);
  });

  it('is caught by T01 where it is not, and the message names offset 1', () => {
    expect(outcomeOf(logged)).toEqual(rejectedBy(1, 'T01'));
    const last = logged.withTrace(0, (trace) => ({
      ...trace,
      learningRate: [...trace.learningRate.slice(0, 39), 0.1],
    }));
    expect(messageOf('T01', last)).toContain('It would match at offset 1: declare learningRateSemantics "next"');
  });
});

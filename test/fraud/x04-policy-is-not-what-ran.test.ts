import { forgeEvaluation, type ForgedSubmission } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { limitOf, messageOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

/** What is submitted as one policy, with the learning rates of another. */
function ranOtherwise(said: string, ran: string): ForgedSubmission {
  const actual = forgeEvaluation({ policies: [ran], runs: 1 }).traceOf(0).learningRate;
  return forgeEvaluation({ policies: [said], runs: 1 }).withTrace(0, (trace) => ({ ...trace, learningRate: actual }));
}

describe('X04 the reported policy is not what ran', () => {
  it.each([
    ['another learning rate', 'cosine(0.1, warmup=10%)', 'cosine(0.11, warmup=10%)'],
    ['a warm-up that slipped by an update', 'cosine(0.1, warmup=4 steps)', 'cosine(0.1, warmup=5 steps)'],
    ['a warm-up left out', 'linear(0.1, warmup=10%)', 'linear(0.1)'],
    ['a decay over another length', 'linear(0.1)', 'linear(0.1, length=50 steps)'],
    ['another law', 'cosine(0.1)', 'linear(0.1)'],
    ['a closed loop that never answered', 'plateau(0.1, patience=0, threshold=0.9, metric=loss)', 'constant(0.1)'],
  ])('%s is caught by T01', (_, said, ran) => {
    const forged = ranOtherwise(said, ran);
    expect(outcomeOf(forged)).toEqual(rejectedBy(1, 'T01'));
    expect(messageOf('T01', forged)).toContain('No offset from -2 to 2 fits');
  });

  it('is not caught where the column is regenerated from the reported policy, and the report says so', () => {
    const regenerated = ranOtherwise('cosine(0.1)', 'cosine(0.1)');
    expect(outcomeOf(regenerated)).toEqual(NOT_CAUGHT);
    expect(limitOf('T01', regenerated)).toContain('a column can be regenerated from the policy');
  });
});

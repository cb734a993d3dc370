import { replayStudy, type ReportOf } from '@ratebook/core/study';
import { describe, expect, it } from 'vitest';
import { smallStudy } from '../study/testing/small-study.js';
import { bestSoFar } from './study-progress.js';

describe('the best of a study so far', () => {
  /** The first has the least loss, the second the best accuracy; the third is good, but not as far. */
  const reportOf: ReportOf = (trial) =>
    [
      { readings: [{ t: 30, loss: 0.5, metric: 0.8 }], updates: 30, end: null },
      { readings: [{ t: 30, loss: 0.6, metric: 0.9 }], updates: 30, end: null },
      { readings: [{ t: 10, loss: 0.1, metric: 0.99 }], updates: 10, end: null },
    ][trial] ?? null;
  const best = (by: 'loss' | 'metric') => {
    const job = smallStudy({ by });
    return bestSoFar(
      job,
      replayStudy(job.study.plan, () => null),
      reportOf,
    );
  };

  it('is told by what its trials are compared by, at the furthest point', () => {
    expect(best('loss')).toBe('cosine(3e-3), validation loss 0.5000 after 30 updates');
    expect(best('metric')).toBe('cosine(0.01), validation accuracy 0.9000 after 30 updates');
  });
});

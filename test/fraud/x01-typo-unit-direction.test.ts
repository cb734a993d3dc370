import { forgeEvaluation, forgeTask } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { outcomeOf, rejectedBy } from './outcome.js';

const honest = forgeEvaluation();
const withMetrics = (change: (metrics: Record<string, number | null>) => Record<string, number | null>) =>
  honest.withRun(0, (run) => ({
    ...run,
    evaluations: run.evaluations.map((one) => ({ ...one, metrics: change(one.metrics) })),
  }));

describe('X01 typo, wrong unit, wrong direction', () => {
  it('a share given in percent is caught by F07', () => {
    const inPercent = withMetrics((metrics) => ({ ...metrics, accuracy: 100 * (metrics['accuracy'] ?? 0) }));
    expect(outcomeOf(inPercent)).toEqual(rejectedBy(-1, 'F07'));
  });

  it('a mistyped metric is caught by F07, which misses the right one, F08, which knows no other, and T05', () => {
    const typo = withMetrics(({ accuracy, ...others }) => ({ ...others, acuracy: accuracy ?? 0 }));
    expect(outcomeOf(typo)).toEqual(rejectedBy(-1, 'F07', 'F08', 'T05'));
  });

  it('a direction cannot be stated: it is the task’s, and another key is caught by F01', () => {
    const stated = honest.with((held) => ({ ...held, direction: 'minimize' }) as never);
    expect(outcomeOf(stated)).toEqual(rejectedBy(-1, 'F01'));
  });

  it('a typo in the budget is caught by F07, and by the ticket’s arm', () => {
    const typo = honest.withArm(0, (arm) => ({ ...arm, budget: { ...arm.budget, amount: 4 } }));
    expect(outcomeOf(typo)).toEqual(rejectedBy(-1, 'F07', 'S02'));
  });

  it('is not caught where the wrong value lies inside the unit’s range: points have none', () => {
    const points = forgeEvaluation({
      task: forgeTask({ metric: { name: 'score', direction: 'maximize', unit: 'points' } }),
    }).withRun(0, (run) => ({
      ...run,
      evaluations: run.evaluations.map((one) => ({ ...one, metrics: { ...one.metrics, score: 1e9 } })),
    }));
    expect(outcomeOf(points)).toEqual({ conclusion: 'accepted', level: 2, failing: [] });
  });
});

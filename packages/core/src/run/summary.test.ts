import { describe, expect, it } from 'vitest';
import type { Evaluation } from './run.js';
import { summariseRun } from './summary.js';

const metric = { name: 'accuracy', direction: 'maximize', unit: 'share' } as const;

/** A run of 40 updates, validated every ten. */
function summaryOf(
  values: readonly (number | null)[],
  target: number | null,
  direction: 'maximize' | 'minimize' = 'maximize',
) {
  const evaluations: Evaluation[] = values.map((value, index) => ({
    t: 10 * (index + 1),
    split: 'validation',
    metrics: { accuracy: value },
  }));
  return summariseRun({
    metric: { ...metric, direction },
    target,
    status: 'completed',
    totalUpdates: 40,
    evaluations: [...evaluations, { t: 40, split: 'test', metrics: { accuracy: 0.77 } }],
    trace: { update: [0, 1, 2], learningRate: [1, 1, 1], loss: [2, null, 1.25] },
  });
}

describe('summariseRun', () => {
  it('reads final, best and least loss from the record', () => {
    expect(summaryOf([0.5, 0.9, 0.7, 0.8], null)).toEqual({
      finalTest: 0.77,
      finalValidation: 0.8,
      bestValidation: 0.9,
      updateAtTarget: null,
      minimumLoss: 1.25,
      hasDiverged: false,
    });
    expect(summaryOf([0.5, 0.9, 0.7, 0.8], null, 'minimize').bestValidation).toBe(0.5);
  });

  it('reaches a target at the first of two evaluations at or past it', () => {
    expect(summaryOf([0.5, 0.8, 0.8, 0.7], 0.8).updateAtTarget).toBe(20);
    expect(summaryOf([0.8, 0.7, 0.9, 0.9], 0.8).updateAtTarget).toBe(30);
    expect(summaryOf([0.3, 0.2, 0.2, 0.5], 0.2, 'minimize').updateAtTarget).toBe(20);
  });

  it('lets the last evaluation reach it alone, and no other', () => {
    expect(summaryOf([0.5, 0.9, 0.5, 0.8], 0.8).updateAtTarget).toBe(40);
    expect(summaryOf([0.5, 0.9, 0.5, 0.7], 0.8).updateAtTarget).toBeNull();
  });

  it('never reaches it with a value that was not finite', () => {
    expect(summaryOf([0.9, null, 0.9, 0.9], 0.8).updateAtTarget).toBe(30);
    expect(summaryOf([null, null, null, null], 0.8, 'minimize').updateAtTarget).toBeNull();
  });

  it('has nothing final where the run ended before its last update', () => {
    const { finalValidation, bestValidation } = summaryOf([0.5, 0.9], null);
    expect([finalValidation, bestValidation]).toEqual([null, 0.9]);
  });
});

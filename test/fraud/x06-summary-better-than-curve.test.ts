import { forgeEvaluation } from '@ratebook/core/testing';
import { edition2026_1, verifySubmission } from '@ratebook/core/verification';
import { describe, expect, it } from 'vitest';
import { limitOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const honest = forgeEvaluation();

describe('X06 a summary better than the curve', () => {
  it('has no place to stand: a summary beside the record is caught by F01', () => {
    const boasting = honest.with((held) => ({ ...held, summary: [{ accuracy: 0.99 }] }) as never);
    expect(outcomeOf(boasting)).toEqual(rejectedBy(-1, 'F01'));
  });

  it('cannot leave out a bad end: T05 wants the evaluation after the last update', () => {
    const cut = honest.withRun(0, (run) => ({ ...run, evaluations: run.evaluations.filter(({ t }) => t < 40) }));
    expect(outcomeOf(cut)).toEqual(rejectedBy(1, 'T05'));
  });

  it('cannot call a bad end diverged, or a best value final: the summary is recomputed from the record', () => {
    expect(outcomeOf(honest.withRun(0, { status: 'diverged', reason: 'unlucky' }))).toEqual(rejectedBy(1, 'T05'));
    const peaked = honest.withRun(0, (run) => ({
      ...run,
      evaluations: run.evaluations.map((one) => ({
        ...one,
        metrics: { ...one.metrics, accuracy: one.t === 20 ? 1 : 0.5 },
      })),
    }));
    expect(verifySubmission(peaked.evidence(), edition2026_1).summaries[0]).toMatchObject({
      bestValidation: 1,
      finalValidation: 0.5,
      finalTest: 0.5,
    });
  });

  it('is not caught where the last evaluation itself is changed: re-scoring is L4', () => {
    const changed = honest.withRun(0, (run) => ({
      ...run,
      evaluations: run.evaluations.map((one) =>
        one.t === 40 ? { ...one, metrics: { ...one.metrics, accuracy: 1 } } : one,
      ),
    }));
    expect(outcomeOf(changed)).toEqual(NOT_CAUGHT);
    expect(limitOf('T05', changed)).toContain('L4 re-scores them');
  });
});

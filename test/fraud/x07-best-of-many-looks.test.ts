import { forgeEvaluation, forgeStudy } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { limitOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const honest = forgeEvaluation();
const look = (t: number, split: 'validation' | 'test') => ({ t, split, metrics: { accuracy: 0.9, loss: 0.4 } });

describe('X07 the best checkpoint of many looks', () => {
  it('looks at validation between the declared points are caught by T06', () => {
    const looking = honest.withRun(0, (run) => ({
      ...run,
      evaluations: [look(5, 'validation'), look(7, 'validation'), ...run.evaluations],
    }));
    expect(outcomeOf(looking)).toEqual(rejectedBy(1, 'T06'));
  });

  it('a test metric of an earlier checkpoint is caught by T06, also in place of the last', () => {
    const early = honest.withRun(0, (run) => ({
      ...run,
      evaluations: [...run.evaluations.filter(({ split }) => split === 'validation'), look(30, 'test')],
    }));
    expect(outcomeOf(early)).toEqual(rejectedBy(1, 'T05', 'T06'));
  });

  it('the last point evaluated twice is caught by T06', () => {
    const twice = honest.withRun(0, (run) => ({ ...run, evaluations: [...run.evaluations, look(40, 'test')] }));
    expect(outcomeOf(twice)).toEqual(rejectedBy(1, 'T06'));
  });

  it('a trial of a study that looks at test to choose by it is caught by T06', () => {
    const study = forgeStudy();
    const index = study.submission.runs.findIndex(({ status }) => status === 'completed');
    const looking = study.withRun(index, (run) => ({ ...run, evaluations: [...run.evaluations, look(80, 'test')] }));
    expect(outcomeOf(looking)).toEqual(rejectedBy(1, 'T06'));
  });

  it('is not caught where the looks are kept quiet, and the report says so', () => {
    expect(outcomeOf(honest)).toEqual(NOT_CAUGHT);
    expect(limitOf('T06', honest)).toContain('kept it to themselves');
  });
});

import { forgeEvaluation, forgeTask } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { limitOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const honest = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 1 });
const recipe = { ...forgeTask().recipe, batch: { size: 64, unit: 'examples' as const } };

describe('X16 a larger batch, a longer training, another recipe', () => {
  it('more examples than the declared batch makes is caught by T04', () => {
    const larger = honest.withRun(0, (run) => ({ ...run, cost: { ...run.cost, examples: 4 * run.cost.examples } }));
    expect(outcomeOf(larger)).toEqual(rejectedBy(1, 'T04'));
  });

  it('a recipe that the ticket did not name is caught by S02, and by T04 where the counts are the old ones', () => {
    expect(outcomeOf(honest.withArm(0, { recipe }))).toEqual(rejectedBy(0, 'S02', 'T04'));
  });

  it('a budget of more updates than its amount is caught by T04, in an import as well', () => {
    const long = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 1, updates: 80, ticket: null });
    const { arms, runs } = long.submission;
    const squeezed = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 1, ticket: null }).with((held) => ({
      ...held,
      arms: arms.map((arm) => ({ ...arm, budget: { unit: 'updates' as const, amount: 40, updates: 80 } })),
      runs,
    }));
    const traced = squeezed.afterSigning(({ artefacts }) => ({
      artefacts: new Map([...artefacts, ...long.evidence().artefacts]),
    }));
    expect(outcomeOf(traced)).toEqual(rejectedBy(1, 'T04'));
  });

  it('another model or extra data is not caught by this edition, and the report says so', () => {
    expect(outcomeOf(honest)).toEqual(NOT_CAUGHT);
    expect(limitOf('T04', honest)).toContain('held what the task’s data holds');
  });
});

import { forgeEvaluation, forgeStudy } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { limitOf, messageOf, NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const honest = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 3 });

describe('X14 the best of k seeds', () => {
  it('a bad seed left out is caught by S03', () => {
    const chosen = honest.withoutRun(1);
    expect(outcomeOf(chosen)).toEqual(rejectedBy(0, 'S03'));
    expect(messageOf('S03', chosen)).toContain('seed 1001 of the ticket, not even an abandoned one');
  });

  it('a seed of one’s own choice in its place is caught by S03', () => {
    expect(outcomeOf(honest.withRun(1, { seed: 7 }))).toEqual(rejectedBy(0, 'S03'));
  });

  it('a bad seed pruned away is caught by S03', () => {
    const pruned = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 3, statuses: { 1: 'pruned' } });
    expect(outcomeOf(pruned)).toEqual(rejectedBy(0, 'S03'));
  });

  it('a bad seed declared abandoned passes: it is public, and counts as the arm’s worst', () => {
    const abandoned = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 3, statuses: { 1: 'abandoned' } });
    expect(outcomeOf(abandoned)).toEqual(NOT_CAUGHT);
  });

  it('in a study: a bad seed of the winner left out, or the lucky seed of the search in its place, is caught by S03', () => {
    const study = forgeStudy();
    const confirming = study.submission.runs.findIndex(({ role }) => role === 'arm');
    expect(outcomeOf(study)).toEqual(NOT_CAUGHT);
    expect(outcomeOf(study.withoutRun(confirming))).toEqual(rejectedBy(0, 'S03'));
    const [first] = study.submission.runs;
    const lucky = study.withRun(confirming, { seed: first!.seed, dataSeed: first!.dataSeed });
    expect(outcomeOf(lucky)).toEqual(rejectedBy(0, 'S03'));
    expect(messageOf('S03', lucky)).toContain('by that one it was chosen');
  });

  it('in a study: candidates tried with other seeds of the ticket are caught by S03', () => {
    const wandering = forgeStudy().withRun(1, { seed: 1001, dataSeed: 2001 });
    expect(outcomeOf(wandering)).toEqual(rejectedBy(0, 'S03'));
  });

  it('one ticket used for several submissions is caught by S02', () => {
    const again = honest.afterSigning(({ ticket }) => ({ ticket: ticket && { ...ticket, usedBy: 'a'.repeat(64) } }));
    expect(outcomeOf(again)).toEqual(rejectedBy(0, 'S02'));
  });

  it('is not caught across tickets: those that lapse are public on the account’s page, and the report says so', () => {
    expect(outcomeOf(honest)).toEqual(NOT_CAUGHT);
    expect(limitOf('S03', honest)).toContain('further tickets');
    expect(limitOf('S02', honest)).toContain('outside of tickets');
  });

  it('is not caught in an import, which has no ticket: imports stand marked, on the view "all" alone', () => {
    const imported = forgeEvaluation({ policies: ['cosine(0.1)'], runs: 3, ticket: null }).withoutRun(1);
    expect(outcomeOf(imported)).toEqual(NOT_CAUGHT);
  });
});

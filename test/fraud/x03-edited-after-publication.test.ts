import { submissionId } from '@ratebook/core/submission';
import { forgeEvaluation } from '@ratebook/core/testing';
import { describe, expect, it } from 'vitest';
import { NOT_CAUGHT, outcomeOf, rejectedBy } from './outcome.js';

const edit = (text: string) => text.replace('"platform":"forged"', '"platform":"edited"');

describe('X03 edited after publication', () => {
  it('an edited text under its old id is caught by F03 and S01', () => {
    expect(outcomeOf(forgeEvaluation().afterSigning(({ text }) => ({ text: edit(text) })))).toEqual(
      rejectedBy(-1, 'F03', 'S01'),
    );
  });

  it('an edited text under a new id is caught by S01 alone', () => {
    const renamed = forgeEvaluation().afterSigning(({ text }) => ({
      text: edit(text),
      submissionId: submissionId(edit(text)),
    }));
    expect(outcomeOf(renamed)).toEqual(rejectedBy(0, 'S01'));
  });

  it('is not caught where the owner signs the edit: this edition has no ledger (S05)', () => {
    expect(outcomeOf(forgeEvaluation().withText(edit))).toEqual(NOT_CAUGHT);
  });
});

import { laws, parsePolicy } from '@ratebook/core/policy';
import { describe, expect, it } from 'vitest';
import { lawNotes } from './law-notes';

describe('the laws of a policy', () => {
  const namesOf = (notation: string) => {
    const parsed = parsePolicy(notation);
    return parsed.ok ? lawNotes(parsed.value).map(({ law }) => law) : [];
  };

  it('are named once each, from the outermost in', () => {
    expect(namesOf('cosine(1, warmup=3%)')).toEqual(['cosine']);
    expect(namesOf('constant(1) until 10%; step(1, factor=0.5, every=5) until 50%; constant(0.1)')).toEqual([
      'sequence',
      'constant',
      'step',
    ]);
  });

  it('each say what they do', () => {
    for (const law of [...laws.map(({ name }) => name), 'sequence', 'switch'])
      expect(lawNotes({ law })[0]?.sentence, law).toMatch(/^[A-Z].*\.$/);
  });
});

import { describe, expect, it } from 'vitest';
import { EVIDENCE_KINDS, EVIDENCE_LOOKS, evidenceLook, evidenceSentence, evidenceWord } from './evidence';

describe('evidence marks', () => {
  it('says for a published source whether it gives a metric or only a recipe', () => {
    expect(evidenceWord(evidenceLook('PUBLISHED', 'MEASURED'))).toBe('published, measured');
    expect(evidenceWord(evidenceLook('PUBLISHED', 'measured'))).toBe('published, measured');
    expect(evidenceWord(evidenceLook('PUBLISHED', 'USED'))).toBe('published, used');
  });

  it('gives every other kind one word, whatever its standing', () => {
    expect(evidenceWord(evidenceLook('MEASURED_HERE', 'USED'))).toBe('measured here');
    expect(evidenceWord(evidenceLook('MEASURED_NEAR', 'MEASURED'))).toBe('measured near');
    expect(evidenceWord(evidenceLook('IMPORTED', 'MEASURED'))).toBe('imported');
    expect(evidenceWord(evidenceLook('FORMULA', 'USED'))).toBe('formula');
  });

  it('reaches every look from some kind, and tells all looks apart by word', () => {
    const reached = new Set(
      EVIDENCE_KINDS.flatMap((kind) => [evidenceLook(kind, 'MEASURED'), evidenceLook(kind, 'USED')]),
    );
    expect([...reached].sort()).toEqual([...EVIDENCE_LOOKS].sort());
    expect(new Set(EVIDENCE_LOOKS.map(evidenceWord)).size).toBe(EVIDENCE_LOOKS.length);
  });

  it('never calls a formula or a published recipe measured', () => {
    expect(evidenceSentence('formula')).toContain('not a measurement');
    expect(evidenceSentence('published-used')).toContain('no metric');
  });
});

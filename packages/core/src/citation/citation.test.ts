import { describe, expect, it } from 'vitest';
import { type Citation, citedPolicyText, parseCitation, parseLandscape, withConflicts } from './index.js';

const citation = (id: string, peakLearningRate: number | null, change: Partial<Citation> = {}): Citation => ({
  id,
  kind: 'recipe',
  evidence: 'used',
  model: 'roberta-large',
  modelName: 'RoBERTa large',
  dataset: 'MNLI',
  taskKind: 'text classification',
  policy: { state: 'shape-unknown' },
  peakLearningRate,
  low: null,
  high: null,
  optimizer: 'AdamW',
  batchSize: 32,
  adaptation: 'full',
  rank: null,
  alpha: null,
  metric: null,
  read: [],
  inferred: [],
  conflicts: [],
  source: { text: `paper-${id}: table 1`, url: null, licence: null, sourceRead: true, date: null },
  facts: {},
  ...change,
});
const conflictsOf = (...citations: Citation[]) =>
  withConflicts(citations).map(({ conflicts }) => conflicts.map((conflict) => conflict.citation));

describe('withConflicts', () => {
  it('says on both that two projects give one question different peaks', () => {
    const [first] = withConflicts([citation('a', 1e-5), citation('b', 3e-5)]);
    expect(conflictsOf(citation('a', 1e-5), citation('b', 3e-5))).toEqual([['b'], ['a']]);
    expect(first?.conflicts[0]?.sentence).toContain('a peak of 1e-5, the other 3e-5');
  });

  it('takes peaks within a twentieth for one reading', () => {
    expect(conflictsOf(citation('a', 1e-5), citation('b', 1.05e-5))).toEqual([[], []]);
    expect(conflictsOf(citation('a', 1e-5), citation('b', 1.06e-5))).toEqual([['b'], ['a']]);
  });

  it('finds none between records of one project, other questions, or without a peak', () => {
    const source = { ...citation('x', 1).source, text: 'project: run 7' };
    expect(conflictsOf(citation('a', 1e-5, { source }), citation('b', 3e-5, { source }))).toEqual([[], []]);
    expect(conflictsOf(citation('a', 1e-5), citation('b', 3e-5, { dataset: 'SST-2' }))).toEqual([[], []]);
    expect(conflictsOf(citation('a', 1e-5, { rank: 8 }), citation('b', 3e-5, { rank: 16 }))).toEqual([[], []]);
    expect(conflictsOf(citation('a', 1e-5), citation('b', null))).toEqual([[], []]);
    expect(conflictsOf(citation('a', 1e-5), citation('b', 3e-5, { kind: 'search-space' }))).toEqual([[], []]);
    expect(conflictsOf(citation('a', 1e-5, { model: null }), citation('b', 3e-5, { model: null }))).toEqual([[], []]);
  });

  it('says nothing about a record that is no recipe: a claim’s peak contradicts nobody', () => {
    expect(conflictsOf(citation('a', 1e-5), citation('b', 3e-5, { kind: 'claim' }))).toEqual([[], []]);
  });

  it('keeps conflicts that a record brings along, each once', () => {
    const known = citation('a', 1e-5, { conflicts: [{ citation: 'b', sentence: 'The authors say so.' }] });
    const [first] = withConflicts([known, citation('b', 3e-5)]);
    expect(first?.conflicts).toEqual(known.conflicts);
  });
});

describe('citations and landscapes', () => {
  it('are read with every bad field listed', () => {
    expect(parseCitation(citation('a', 1e-5)).ok).toBe(true);
    const parsed = parseCitation({ ...citation('a b', -1), evidence: 'guessed' });
    expect(parsed.ok ? [] : parsed.refusals.map(({ path }) => path)).toEqual(['id', 'evidence', 'peakLearningRate']);
  });

  it('say how much of a schedule is known', () => {
    const words = (policy: Citation['policy']) => citedPolicyText({ policy });
    expect(words({ state: 'notation', notation: 'linear(2e-5)' })).toBe('linear(2e-5)');
    expect(words({ state: 'law', law: 'wsd', parameters: { decay: 0.1 } })).toBe('wsd {"decay":0.1}');
    expect(words({ state: 'shape-unknown' })).toBe('shape unknown');
    expect(words({ state: 'none' })).toBe('no single schedule');
  });

  it('keep columns of one length', () => {
    const landscape = {
      id: 'deberta-mnli',
      model: 'deberta-base',
      title: 'DeBERTa on MNLI',
      dataset: 'MNLI',
      metric: { name: 'accuracy', direction: 'maximize', unit: 'share' },
      source: citation('a', 1).source,
      note: 'Warm-up inferred.',
      columns: {
        learningRate: [1e-5, 1e-4],
        metricValue: [0.9, null],
        diverged: [false, true],
        batchSize: [16, 32],
        epochs: [1, 2],
        warmupSteps: null,
      },
    };
    expect(parseLandscape(landscape).ok).toBe(true);
    expect(parseLandscape({ ...landscape, columns: { ...landscape.columns, epochs: [1] } }).ok).toBe(false);
  });
});

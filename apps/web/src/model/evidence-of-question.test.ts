import { describe, expect, it } from 'vitest';
import type { Answer } from '../policy/answer';
import { isOfQuestion, withFormulas } from './evidence-of-question';
import type { EvidenceEntry } from './evidence-entry';

const entry: EvidenceEntry = {
  evidence: 'PUBLISHED',
  standing: 'MEASURED',
  peakLearningRate: 1e-4,
  low: null,
  high: null,
  label: 'a published run',
  metricName: null,
  metricValue: null,
  metricUnit: null,
  adaptation: 'lora',
  rank: 32,
  optimizer: null,
  dataset: null,
  href: '/citations/one',
};

const formula: Answer = {
  evidence: 'FORMULA',
  standing: 'MEASURED',
  sentence: 'With LoRA take ten times the learning rate.',
  notation: 'cosine(3e-4)',
  peakLearningRate: 3e-4,
  low: 1e-4,
  high: 1e-3,
  adaptation: 'lora',
  rank: null,
  optimizer: null,
  batchSize: null,
  expectedMetric: null,
  metricLower: null,
  metricUpper: null,
  metricName: null,
  metricUnit: null,
  n: null,
  accounts: null,
  level: null,
  costUpdates: null,
  safeBandLow: null,
  safeBandHigh: null,
  bandSentence: null,
  gainOverFormula: null,
  policy: null,
  task: null,
  citation: null,
  source: null,
};

describe('the evidence of a question', () => {
  it('is of the rank and adaptation asked for, and all of it where nothing is asked', () => {
    expect(isOfQuestion(entry, { adaptation: 'lora', rank: 32 })).toBe(true);
    expect(isOfQuestion(entry, { adaptation: 'lora', rank: 8 })).toBe(false);
    expect(isOfQuestion(entry, { adaptation: 'full', rank: undefined })).toBe(false);
    expect(isOfQuestion(entry, { adaptation: undefined, rank: undefined })).toBe(true);
    expect(isOfQuestion({ adaptation: null, rank: null }, { adaptation: 'lora', rank: 8 })).toBe(true);
  });

  it('has the formulas among the answers beside what was measured, unless the map has its own', () => {
    const together = withFormulas([entry], [formula]);
    expect(together.map(({ evidence }) => evidence)).toEqual(['PUBLISHED', 'FORMULA']);
    expect(together[1]).toMatchObject({ peakLearningRate: 3e-4, low: 1e-4, high: 1e-3, href: '/guide' });
    expect(withFormulas(together, [{ ...formula, peakLearningRate: 0.1 }])).toHaveLength(2);
  });
});

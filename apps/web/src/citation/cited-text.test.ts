import { describe, expect, it } from 'vitest';
import { citationHeading, citedPolicyText } from './cited-text';

describe('the heading of a citation', () => {
  it('leaves out the policy that stands beside it, and says arrows in words', () => {
    const title = 'Llama-3.2-3B · lora r=32 · MetaMathQA → GSM8K: cosine(1e-4, warmup=500)';
    expect(citationHeading({ title, policyNotation: 'cosine(1e-4, warmup=500)' })).toBe(
      'Llama-3.2-3B · lora r=32 · MetaMathQA to GSM8K',
    );
  });

  it('keeps a title that ends in something else', () => {
    expect(citationHeading({ title: 'BERT: the appendix', policyNotation: null })).toBe('BERT: the appendix');
  });
});

describe('what a citation says about the learning rate', () => {
  const nothing = { policyNotation: null, policyText: 'tuned', peakLearningRate: null, low: null, high: null };

  it('is the most exact thing that its source gives', () => {
    expect(citedPolicyText({ ...nothing, policyNotation: 'linear(2e-5)', peakLearningRate: 2e-5 })).toBe(
      'linear(2e-5)',
    );
    expect(citedPolicyText({ ...nothing, low: 1e-5, high: 1e-4, peakLearningRate: 3e-5 })).toBe('1e-5 – 1e-4');
    expect(citedPolicyText({ ...nothing, peakLearningRate: 3e-5 })).toBe('3e-5');
    expect(citedPolicyText(nothing)).toBe('tuned');
  });
});

import { describe, expect, it } from 'vitest';
import { bestPoliciesQuestion } from './best-policies';
import type { SearchHit } from './hit';

const hit = (change: Partial<SearchHit>): SearchHit => ({
  kind: 'MODEL',
  title: 'Llama-3.2-3B',
  subtitle: 'model · Llama',
  href: '/models/llama-3.2-3b',
  evidence: null,
  notation: null,
  peakLearningRate: null,
  ...change,
});

describe('the best policies of what a search finds', () => {
  it('are asked for all models at once, and for models only', () => {
    const question = bestPoliciesQuestion([
      hit({}),
      hit({ kind: 'CITATION', href: '/citations/one' }),
      hit({ href: '/models/a%20b/c' }),
    ]);
    expect(question?.variables).toEqual({ slug0: 'llama-3.2-3b', slug2: 'a b/c' });
    expect(question?.document.match(/model\(slug:/g)).toHaveLength(2);
  });

  it('are not asked for where no model was found, or where the search told them', () => {
    expect(bestPoliciesQuestion([hit({ kind: 'TASK', href: '/tasks/digits-mlp@1' })])).toBeNull();
    expect(bestPoliciesQuestion([hit({ notation: 'linear(2e-5)' })])).toBeNull();
  });
});

import type { PolicyFacts } from './policy.store.js';
import type { PolicyType } from './policy.type.js';

/** A stored or read policy as GraphQL shows it. */
export function toPolicy(facts: PolicyFacts & { readonly id?: number }): PolicyType {
  return { ...facts, id: facts.id ?? null, peakLearningRate: facts.largestLearningRate };
}

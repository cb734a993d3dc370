import { digestJson, type Hash } from '../canonical/index.js';
import type { Budget } from '../task/index.js';

export type ArmHash = Hash & { readonly __arm: 'ArmHash' };

/** What is compared on a board: a task version, a budget, a policy and a recipe. `task` is `slug@version`. */
export function armHash(arm: {
  readonly task: string;
  readonly budget: Budget;
  readonly policyHash: string;
  readonly recipeHash: string;
}): ArmHash {
  const { task, budget, policyHash, recipeHash } = arm;
  return digestJson({ task, budget, policyHash, recipeHash }) as ArmHash;
}

import { describe, expect, it } from 'vitest';
import { digestText } from '../canonical/index.js';
import { armHash } from './arm.js';

const arm = {
  task: 'digits@1',
  budget: { unit: 'updates', amount: 40, updates: 40 },
  policyHash: 'a'.repeat(64),
  recipeHash: 'b'.repeat(64),
} as const;

describe('armHash', () => {
  it('is the SHA-256 of task, budget, policy and recipe in canonical JSON', () => {
    const text = `{"budget":{"amount":40,"unit":"updates","updates":40},"policyHash":"${'a'.repeat(64)}","recipeHash":"${'b'.repeat(64)}","task":"digits@1"}`;
    expect(armHash(arm)).toBe(digestText(text));
  });

  it('leaves out what does not belong to the arm, and no part that does', () => {
    expect(armHash({ ...arm, note: 'x' } as typeof arm)).toBe(armHash(arm));
    const others = [
      { ...arm, task: 'digits@2' },
      { ...arm, budget: { ...arm.budget, updates: 41 } },
      { ...arm, policyHash: 'c'.repeat(64) },
      { ...arm, recipeHash: 'c'.repeat(64) },
    ];
    expect(new Set([arm, ...others].map(armHash)).size).toBe(5);
  });
});

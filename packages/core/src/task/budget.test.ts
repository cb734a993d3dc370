import { describe, expect, it } from 'vitest';
import { forgeTask } from '../testing/index.js';
import { BUDGET_SHARES, budgetAtShare, budgetShareOf, budgetUpdatesOf, evaluationUpdates } from './index.js';

const size = { updatesPerEpoch: 100, tokensPerUpdate: 8192 };

describe('budgetAtShare', () => {
  it('rounds updates up, so that the whole amount is used', () => {
    expect(budgetAtShare({ unit: 'updates', amount: 401 }, 0.25, size)).toEqual({
      unit: 'updates',
      amount: 100.25,
      updates: 101,
    });
    // 250,000 tokens of 8,192 an update are 30.5 updates.
    expect(budgetAtShare({ unit: 'tokens', amount: 1e6 }, 0.25, size)).toEqual({
      unit: 'tokens',
      amount: 250_000,
      updates: 31,
    });
  });

  it('computes on the decimals as they print: 1.1 epochs of 100 updates are 110', () => {
    expect(1.1 * 100).toBeGreaterThan(110);
    expect(budgetAtShare({ unit: 'epochs', amount: 1.1 }, 1, size).updates).toBe(110);
  });

  it('refuses tokens where the size of an update is not known', () => {
    expect(() => budgetAtShare({ unit: 'tokens', amount: 1e6 }, 1, { ...size, tokensPerUpdate: null })).toThrow(
      RangeError,
    );
  });

  it('gives three shares, and finds them again', () => {
    const whole = { unit: 'epochs', amount: 3 } as const;
    for (const share of BUDGET_SHARES) expect(budgetShareOf(whole, budgetAtShare(whole, share, size))).toBe(share);
    expect(budgetShareOf(whole, { unit: 'epochs', amount: 1, updates: 100 })).toBeNull();
    expect(budgetShareOf(whole, { unit: 'updates', amount: 3, updates: 3 })).toBeNull();
  });
});

describe('budgetUpdatesOf', () => {
  const epochs = forgeTask({ budget: { unit: 'epochs', amount: 10 } });
  const budget = { unit: 'epochs', amount: 10, updates: 80 } as const;

  it('has one answer with the task’s own batch: the trainer’s', () => {
    expect(budgetUpdatesOf(epochs, budget, { size: 16, unit: 'examples' })).toEqual({ least: 80, most: 80 });
    expect(
      budgetUpdatesOf(forgeTask(), { unit: 'updates', amount: 20, updates: 20 }, { size: 99, unit: 'examples' }),
    ).toEqual({ least: 20, most: 20 });
  });

  it('lets another batch keep or drop the last one of an epoch', () => {
    // 128 examples by 48: two whole batches and a third of 32.
    expect(budgetUpdatesOf(epochs, budget, { size: 48, unit: 'examples' })).toEqual({ least: 20, most: 30 });
    expect(budgetUpdatesOf(epochs, budget, { size: 999, unit: 'examples' })).toEqual({ least: 10, most: 10 });
  });

  it('scales tokens with the batch', () => {
    const { trainer } = forgeTask();
    const tokens = forgeTask({
      budget: { unit: 'tokens', amount: 1000 },
      trainer: { ...trainer, tokensPerUpdate: 100 },
    });
    const asked = { unit: 'tokens', amount: 1000, updates: 5 } as const;
    expect(budgetUpdatesOf(tokens, asked, { size: 32, unit: 'examples' })).toEqual({ least: 5, most: 5 });
  });

  it('has none where the budget is not the task’s, or units do not meet', () => {
    expect(budgetUpdatesOf(epochs, { ...budget, amount: 9 }, { size: 16, unit: 'examples' })).toBeNull();
    expect(budgetUpdatesOf(epochs, budget, { size: 512, unit: 'tokens' })).toBeNull();
  });
});

describe('evaluationUpdates', () => {
  it('rounds shares up exactly, each update once', () => {
    expect(evaluationUpdates([0.07, 0.55, 1], 100)).toEqual([7, 55, 100]);
    expect(evaluationUpdates([0.1, 0.2, 0.5, 1], 3)).toEqual([1, 2, 3]);
    expect(evaluationUpdates([0.001, 1], 10)).toEqual([1, 10]);
  });
});

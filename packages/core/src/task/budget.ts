import { z } from 'zod';
import { ceilProduct, ceilQuotient } from '../units/index.js';

export const BudgetUnitSchema = z.enum(['updates', 'tokens', 'epochs']);

/** How long a training is, in the task's unit and, after its recipe's batch, in optimiser updates. Part of the arm. */
export const BudgetSchema = z.strictObject({
  unit: BudgetUnitSchema,
  amount: z.number().positive(),
  updates: z.int().positive(),
});
export type Budget = z.infer<typeof BudgetSchema>;

/** The three shares of a task's budget at which arms are compared. Budgets are never interpolated. */
export const BUDGET_SHARES = [0.25, 0.5, 1] as const;
export type BudgetShare = (typeof BUDGET_SHARES)[number];

/** What a trainer knows about the length of one update, to turn tokens and epochs into updates. */
export interface UpdateSize {
  readonly updatesPerEpoch: number;
  readonly tokensPerUpdate: number | null;
}

/**
 * The budget of a task at a share of its amount. Updates are rounded up to whole ones, so that the whole amount is used,
 * exactly on the decimals as they print: 1.1 epochs of 100 updates are 110, where doubles would make it 111.
 * Throws a RangeError where tokens are asked for and the size of an update in tokens is not known.
 */
export function budgetAtShare(
  whole: { readonly unit: Budget['unit']; readonly amount: number },
  share: BudgetShare,
  size: UpdateSize,
): Budget {
  const amount = whole.amount * share;
  return { unit: whole.unit, amount, updates: budgetUpdates(whole.unit, amount, size) };
}

function budgetUpdates(unit: Budget['unit'], amount: number, size: UpdateSize): number {
  switch (unit) {
    case 'updates':
      return Math.ceil(amount);
    case 'epochs':
      return ceilProduct(amount, size.updatesPerEpoch);
    case 'tokens':
      if (size.tokensPerUpdate === null) throw new RangeError('A budget in tokens needs tokensPerUpdate.');
      return ceilQuotient(amount, size.tokensPerUpdate);
  }
}

/** The share of the task's amount that a budget is, or null where it is none of the three. */
export function budgetShareOf(
  whole: { readonly unit: Budget['unit']; readonly amount: number },
  budget: Budget,
): BudgetShare | null {
  if (whole.unit !== budget.unit) return null;
  return BUDGET_SHARES.find((share) => whole.amount * share === budget.amount) ?? null;
}

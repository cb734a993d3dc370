import { type Budget, budgetAtShare, budgetShareOf } from './budget.js';
import type { Recipe } from './recipe.js';
import type { Task } from './task.js';

/** The whole numbers from `least` to `most`, both included. */
export interface UpdatesRange {
  readonly least: number;
  readonly most: number;
}

/**
 * The updates that a budget of the task has under a recipe's batch, or null where it is none of the task's three. With
 * the task's own batch there is one answer, the trainer's; with another, an epoch's last batch may be kept or dropped
 * and a token count rounded either way.
 */
export function budgetUpdatesOf(
  task: Pick<Task, 'budget' | 'data' | 'recipe' | 'trainer'>,
  budget: Budget,
  batch: Recipe['batch'],
): UpdatesRange | null {
  const share = budgetShareOf(task.budget, budget);
  if (share === null) return null;
  const ownBatch = task.recipe.batch;
  if (budget.unit === 'updates' || (batch.size === ownBatch.size && batch.unit === ownBatch.unit)) {
    const { updates } = budgetAtShare(task.budget, share, task.trainer);
    return { least: updates, most: updates };
  }
  const perAmount = updatesPerUnit(task, budget.unit, batch);
  if (perAmount === null) return null;
  return {
    least: Math.max(1, Math.floor(budget.amount * perAmount.least)),
    most: Math.ceil(budget.amount * perAmount.most),
  };
}

/** Updates of one epoch or one token with another batch than the task's. Null where units do not meet. */
function updatesPerUnit(
  { data, recipe, trainer }: Pick<Task, 'data' | 'recipe' | 'trainer'>,
  unit: Budget['unit'],
  batch: Recipe['batch'],
): UpdatesRange | null {
  if (batch.unit !== recipe.batch.unit) return null;
  if (unit === 'tokens') {
    if (trainer.tokensPerUpdate === null) return null;
    const perToken = recipe.batch.size / (trainer.tokensPerUpdate * batch.size);
    return { least: perToken, most: perToken };
  }
  const perEpoch =
    batch.unit === 'examples'
      ? data.splits.train / batch.size
      : (trainer.updatesPerEpoch * recipe.batch.size) / batch.size;
  return { least: Math.max(1, Math.floor(perEpoch)), most: Math.ceil(perEpoch) };
}

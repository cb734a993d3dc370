import type { TaskRecord } from './task.store.js';
import type { TaskType } from './task.type.js';

/** A stored task as GraphQL shows it. */
export function toTask(record: TaskRecord): TaskType {
  const { document } = record;
  return {
    id: record.id,
    modelId: record.modelId,
    baselineDocument: document.baseline,
    name: record.name,
    slug: record.slug,
    taskVersion: record.taskVersion,
    kind: record.kind,
    hash: record.hash,
    state: record.state,
    openedAt: record.openedAt,
    dataName: document.data.name,
    trainItems: document.data.splits.train,
    validationItems: document.data.splits.validation,
    testItems: document.data.splits.test,
    metric: document.metric,
    budgetUnit: document.budget.unit,
    budgetAmount: document.budget.amount,
    evaluateAt: document.evaluateAt,
    recipe: document.recipe,
    document,
    calibration: document.calibration,
    armCount: record.armCount,
    runCount: record.runCount,
  };
}

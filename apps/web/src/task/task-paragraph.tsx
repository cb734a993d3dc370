import { formatCount, formatLarge, formatMetric, plural } from '../text/numbers';

interface TaskFacts {
  readonly dataName: string;
  readonly trainItems: number;
  readonly validationItems: number;
  readonly testItems: number;
  readonly budgetAmount: number;
  readonly budgetUnit: string;
  readonly model: { readonly name: string; readonly parameterCount: number | null };
  readonly metric: { readonly name: string; readonly direction: string; readonly unit: string };
  readonly calibration: {
    readonly runs: number;
    readonly mean: number;
    readonly standardDeviation: number;
    readonly chance: number;
  } | null;
}

/** What is measured, in one paragraph. */
export function TaskParagraph({ task }: { task: TaskFacts }) {
  const { metric, calibration } = task;
  const size = task.model.parameterCount === null ? '' : ` (${formatLarge(task.model.parameterCount)} parameters)`;
  return (
    <p className="lead text-ink">
      {task.model.name}
      {size} learns {task.dataName}: {plural(task.trainItems, 'item')} to train on, {formatCount(task.validationItems)}{' '}
      to look at on the way, {formatCount(task.testItems)} for the one measurement at the end. A run may take{' '}
      {formatCount(task.budgetAmount)} {task.budgetUnit}. Ranked is {metric.name} on the test items,{' '}
      {metric.direction === 'maximize' ? 'more is better' : 'less is better'}.
      {calibration === null ? null : (
        <>
          {' '}
          The baseline reaches {formatMetric(calibration.mean, metric.unit)}, with a standard deviation of{' '}
          {formatMetric(calibration.standardDeviation, metric.unit)} between {plural(calibration.runs, 'seed')}; having
          learnt nothing gives {formatMetric(calibration.chance, metric.unit)}.
        </>
      )}
    </p>
  );
}

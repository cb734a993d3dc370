import type { ComparedQuantity } from '../charts/rung-plot';
import { formatMetric, formatNumber } from '../text/numbers';
import type { StudyMetric } from './study-words';

const LOSS: ComparedQuantity = { by: 'loss', name: 'loss', isGreaterBetter: false, format: formatNumber };

/** Percentages are written with their sign; every other unit is said once, with the name. */
const isPercentage = (unit: string) => formatMetric(0, unit).endsWith('%');

/** What a plan compares its trials by, on the validation split: the loss, or the task's metric with its unit. */
export function comparedBy(by: string, { name, unit, direction }: StudyMetric): ComparedQuantity {
  // A task may be measured by its loss: it is then one thing, by either name.
  if (by === 'loss' || name === 'loss') return LOSS;
  const isGreaterBetter = direction === 'maximize';
  return isPercentage(unit)
    ? { by: 'metric', name, isGreaterBetter, format: (value) => formatMetric(value, unit) }
    : { by: 'metric', name: `${name}, ${unit}`, isGreaterBetter, format: formatNumber };
}

import { type Metric, orientedMetric, reachesTarget } from '../task/index.js';
import type { Evaluation, RunStatus } from './run.js';
import type { Trace } from './trace.js';

/** What the registry derives from a run's own record; a client's summary is never taken. */
export interface RunSummary {
  /** The task's metric on the test split after the last update, null where it was not measured. */
  readonly finalTest: number | null;
  /** The same on the validation split. */
  readonly finalValidation: number | null;
  /** The best validation value of all declared evaluation points. */
  readonly bestValidation: number | null;
  /** The update at which the target was first held for two evaluations (the last point counts alone), null if never. */
  readonly updateAtTarget: number | null;
  readonly minimumLoss: number | null;
  readonly hasDiverged: boolean;
}

export function summariseRun(run: {
  readonly metric: Metric;
  readonly target: number | null;
  readonly status: RunStatus;
  readonly totalUpdates: number;
  readonly evaluations: readonly Evaluation[];
  readonly trace: Trace | null;
}): RunSummary {
  const { metric, target } = run;
  const valuesOf = (split: Evaluation['split']) =>
    run.evaluations
      .filter((evaluation) => evaluation.split === split)
      .map((evaluation) => ({ t: evaluation.t, value: evaluation.metrics[metric.name] ?? null }));
  const validation = valuesOf('validation');
  const atEnd = (values: readonly { t: number; value: number | null }[]) =>
    values.find(({ t }) => t === run.totalUpdates)?.value ?? null;
  const finiteValues = validation.flatMap(({ value }) => (value === null ? [] : [value]));
  const best = finiteValues.reduce<number | null>(
    (held, value) =>
      held === null || orientedMetric(metric.direction, value) > orientedMetric(metric.direction, held) ? value : held,
    null,
  );
  const isPast = (index: number) => {
    const value = validation[index]?.value ?? null;
    return target !== null && value !== null && reachesTarget(metric.direction, value, target);
  };
  const reachedAt = validation.findIndex(
    (_, index) => isPast(index) && (index === validation.length - 1 || isPast(index + 1)),
  );
  const losses = (run.trace?.loss ?? []).filter((loss) => loss !== null);
  return {
    finalTest: atEnd(valuesOf('test')),
    finalValidation: atEnd(validation),
    bestValidation: best,
    updateAtTarget: validation[reachedAt]?.t ?? null,
    minimumLoss: losses.reduce<number | null>((least, loss) => (least === null || loss < least ? loss : least), null),
    hasDiverged: run.status === 'diverged',
  };
}

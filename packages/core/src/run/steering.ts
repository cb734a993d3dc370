import type { CompiledPolicy, PolicyEvent } from '../policy/index.js';
import type { Refusal } from '../refusal/index.js';
import { measuredMetrics, type Task } from '../task/index.js';
import type { Evaluation } from './run.js';

/**
 * The evaluations that a closed loop answers to, as a run states them: of the validation split alone, in their order. A
 * metric that was not a finite number is not observed.
 */
export function policyEvents(evaluations: readonly Evaluation[]): readonly PolicyEvent[] {
  return evaluations
    .filter(({ split }) => split === 'validation')
    .toSorted((a, b) => a.t - b.t)
    .map(({ t, metrics }) => ({ t, metrics: finiteMetrics(metrics) }));
}

/** The metrics of one evaluation that are finite numbers. */
export function finiteMetrics(metrics: Evaluation['metrics']): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

/** The policy as it steers a run with these evaluations; an open loop is itself. */
export function steered(policy: CompiledPolicy, evaluations: readonly Evaluation[]): CompiledPolicy {
  return policy.loop === null ? policy : { ...policy, learningRateAt: policy.replay(policyEvents(evaluations)) };
}

/** A refusal where a closed loop listens to what the task does not measure: it would never hear anything. */
export function unheardMetric(policy: CompiledPolicy, task: Task, path: string): Refusal | null {
  const known = measuredMetrics(task);
  const unheard = policy.metrics.find((metric) => !known.includes(metric));
  if (unheard === undefined) return null;
  const expected = `one of ${known.join(', ')}`;
  return {
    code: 'metric.unknown',
    path,
    expected,
    got: unheard,
    message: `${path}: the policy listens to "${unheard}", which the task does not measure; it measures ${known.join(' and ')}.`,
  };
}

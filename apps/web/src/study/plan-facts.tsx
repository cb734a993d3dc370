import { formatLearningRate } from '../text/learning-rate';
import { formatCount, plural } from '../text/numbers';
import { Facts } from '../ui/facts';
import { methodText, type StudyMethod } from './study-words';

export interface StudyPlanData {
  readonly draw: string;
  readonly seed: number;
  readonly space: unknown;
  readonly candidateCount: number;
  readonly totalUpdates: number;
  readonly rungs: readonly number[];
  readonly eta: number;
  readonly keepsOneBelow: boolean;
  readonly by: string;
  readonly phaseBoundaries: readonly number[];
  readonly phaseHeights: readonly number[];
  readonly confirmations: number;
}

/** What a study was to do, decided before its first trial. */
export function PlanFacts({
  method,
  plan,
  metricName,
}: {
  method: StudyMethod | null;
  plan: StudyPlanData;
  metricName: string;
}) {
  const rungs = plan.rungs.map(formatCount).join(', ');
  return (
    <>
      <Facts
        rows={[
          ['method', methodText(method)],
          [
            'candidates',
            `${formatCount(plan.candidateCount)}, ${plan.draw === 'grid' ? 'on a grid' : `${plan.draw}, seed ${String(plan.seed)}`}`,
          ],
          [
            'rungs',
            plan.rungs.length === 1
              ? `none: every candidate over ${plural(plan.totalUpdates, 'update')}`
              : `${rungs} updates; one in ${formatCount(plan.eta)} goes on${plan.keepsOneBelow ? ', and the next lower learning rate' : ''}`,
          ],
          ['compared by', plan.by === 'loss' ? 'validation loss' : `validation ${metricName}`],
          [
            'phases',
            plan.phaseBoundaries.length === 0
              ? null
              : `${formatCount(plan.phaseBoundaries.length + 1)}, ending at ${[...plan.phaseBoundaries, plan.totalUpdates].map(formatCount).join(', ')} updates; heights ${plan.phaseHeights.map(formatLearningRate).join(', ')}`,
          ],
          ['confirmed with', plural(plan.confirmations, 'seed')],
        ]}
      />
      {plan.space === null || plan.space === undefined ? null : (
        <details className="mt-2">
          <summary>The search space, as written</summary>
          <pre className="scroll-x max-h-80">{JSON.stringify(plan.space, null, 2)}</pre>
        </details>
      )}
    </>
  );
}

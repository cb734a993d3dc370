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
  readonly strategy: string;
  readonly rungs: readonly number[];
  readonly eta: number | null;
  readonly keepsOneBelow: boolean | null;
  readonly stride: number | null;
  readonly giveUpAt: number | null;
  readonly by: string;
  readonly phaseBoundaries: readonly number[];
  readonly phaseHeights: readonly number[];
  readonly confirmations: number;
}

const FIRST_LOOKS: Readonly<Record<number, string>> = { 1: 'every learning rate', 2: 'every second learning rate' };

function strategyText({ strategy, rungs, eta, keepsOneBelow, stride, giveUpAt, totalUpdates }: StudyPlanData): string {
  if (strategy === 'climb') {
    const looks = rungs.filter((t) => t !== giveUpAt && t !== totalUpdates).map(formatCount);
    const first = FIRST_LOOKS[stride ?? 1] ?? `one learning rate in ${formatCount(stride ?? 1)}`;
    const end = giveUpAt === null ? '' : `; a lower one that is behind at ${formatCount(giveUpAt)} is given up`;
    return `climb: ${first} first, compared after ${looks.join(' or ')} updates, then from the best to its neighbours${end}`;
  }
  if (rungs.length === 1) return `none: every candidate over ${plural(totalUpdates, 'update')}`;
  const below = keepsOneBelow === true ? ', and the next lower learning rate' : '';
  return `halving at ${rungs.map(formatCount).join(', ')} updates; one in ${formatCount(eta ?? 1)} goes on${below}`;
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
  return (
    <>
      <Facts
        rows={[
          ['method', methodText(method)],
          [
            'candidates',
            `${formatCount(plan.candidateCount)}, ${plan.draw === 'grid' ? 'on a grid' : `${plan.draw}, seed ${String(plan.seed)}`}`,
          ],
          ['strategy', strategyText(plan)],
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

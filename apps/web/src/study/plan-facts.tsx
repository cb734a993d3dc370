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
  /** Of a climb, updates of its first look. */
  readonly looks: readonly number[] | null;
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

function strategyText(plan: StudyPlanData): string {
  const { strategy, rungs, looks, eta, keepsOneBelow, stride, giveUpAt, totalUpdates } = plan;
  if (strategy === 'climb') {
    const first = FIRST_LOOKS[stride ?? 1] ?? `one learning rate in ${formatCount(stride ?? 1)}`;
    const end = giveUpAt === null ? '' : `; a lower one that is behind at ${formatCount(giveUpAt)} is given up`;
    return `climb: ${first} first, compared after ${(looks ?? []).map(formatCount).join(' or ')} updates, then from the best to its neighbours${end}`;
  }
  if (rungs.length === 1) return `none: every candidate over ${plural(totalUpdates, 'update')}`;
  const below = keepsOneBelow === true ? ', and the next lower learning rate' : '';
  return `halving at ${rungs.map(formatCount).join(', ')} updates; one in ${formatCount(eta ?? 1)} goes on${below}`;
}

/** How many candidates there were, whence, and how many of them the search began: a climb leaves some out. */
function candidatesText({ candidateCount, draw, seed }: StudyPlanData, begunCount: number | null): string {
  const count = formatCount(candidateCount);
  const drawn = draw === 'grid' ? `${count} on a grid` : `${count}, ${draw}, seed ${String(seed)}`;
  if (begunCount === null || begunCount >= candidateCount) return drawn;
  return `${drawn}, of which ${formatCount(begunCount)} ${begunCount === 1 ? 'was' : 'were'} begun`;
}

/** What a study was to do, decided before its first trial, and how many of its candidates were begun. */
export function PlanFacts({
  method,
  plan,
  metricName,
  begunCount,
}: {
  method: StudyMethod | null;
  plan: StudyPlanData;
  metricName: string;
  /** Null where no trials could be read. */
  begunCount: number | null;
}) {
  return (
    <>
      <Facts
        rows={[
          ['method', methodText(method)],
          ['candidates', candidatesText(plan, begunCount)],
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
          <pre className="scroll-x max-h-80" tabIndex={0}>
            {JSON.stringify(plan.space, null, 2)}
          </pre>
        </details>
      )}
    </>
  );
}

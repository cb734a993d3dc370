import { climb } from './climb.js';
import { compose } from './compose.js';
import { halve } from './halving.js';
import type { StudyMethod } from './plan.js';
import { updatesToTarget } from './target.js';
import type { StudyOutcome } from './trial.js';
import { isAsGoodAs, type Search, type Trials } from './trials.js';

const NONE: StudyOutcome = { winner: null, runnerUp: null, because: 'every trial diverged or failed' };

/** The candidates that were tried, the best of the whole training first, by the plan's strategy. */
function* search(trials: Trials): Search<readonly number[]> {
  const { halving, climb: climbing } = trials.plan;
  if (halving !== null) return yield* halve(trials, halving);
  return climbing === null ? [] : yield* climb(trials, climbing);
}

/** The best single policy: the one that ends best of those that were trained to the end. */
function* single(trials: Trials): Search<StudyOutcome> {
  const [winner, runnerUp = null] = yield* search(trials);
  return winner === undefined ? NONE : { winner, runnerUp, because: `${criterion(trials)} after the whole training` };
}

/**
 * Cheapest to a target: of the finalists that end as good as the best (within 1%), the one that reached the target after the
 * fewest updates. Where none of those reaches it and another finalist does (by loss the best need not be best in the
 * metric), the first of these.
 */
function* costEffective(trials: Trials): Search<StudyOutcome> {
  const { plan } = trials;
  const target = plan.target ?? 0;
  const finalists = yield* search(trials);
  const [best] = finalists;
  if (best === undefined) return NONE;
  const bestScore = trials.score(best, plan.totalUpdates);
  const cost = (trial: number) => updatesToTarget(trials.readings(trial), target, plan.direction) ?? Infinity;
  const asGood = finalists.filter((trial) => isAsGoodAs(trials.score(trial, plan.totalUpdates), bestScore));
  const reaching = (among: readonly number[]) => among.filter((trial) => Number.isFinite(cost(trial)));
  const ended = finalists.filter((trial) => Number.isFinite(trials.score(trial, plan.totalUpdates)));
  const [preferred] = [reaching(asGood), reaching(ended), [best]].filter((among) => among.length > 0);
  // Stable: of equally cheap ones the better, which stands first.
  const [winner = best] = (preferred ?? []).toSorted((a, b) => cost(a) - cost(b));
  const runnerUp = finalists.find((trial) => trial !== winner) ?? null;
  return {
    winner,
    runnerUp,
    because: Number.isFinite(cost(winner))
      ? `reaches ${shown(target)} after ${String(cost(winner))} updates`
      : `nobody reaches ${shown(target)}: ${criterion(trials)} after the whole training`,
  };
}

/** The best composition beside the best single policy, at the same budget. */
function* composite(trials: Trials): Search<StudyOutcome> {
  const [best] = yield* search(trials);
  if (best === undefined) return NONE;
  const composition = yield* compose(trials, best);
  const { totalUpdates } = trials.plan;
  if (composition === null)
    return { winner: best, runnerUp: null, because: 'no composition came through; this is the best single policy' };
  const isBetter = trials.score(composition, totalUpdates) < trials.score(best, totalUpdates);
  return isBetter
    ? { winner: composition, runnerUp: best, because: 'the composition ends better than the best single policy' }
    : { winner: best, runnerUp: composition, because: 'no composition ends better than the best single policy' };
}

// A calibrated target has as many digits as a double; nobody reads them.
const shown = (metric: number) => String(Number(metric.toPrecision(4)));

function criterion({ plan }: Trials): string {
  return plan.by === 'loss' ? 'the least validation loss' : 'the best validation metric';
}

export const METHODS: Readonly<Record<StudyMethod, (trials: Trials) => Search<StudyOutcome>>> = {
  single,
  composite,
  'cost-effective': costEffective,
};

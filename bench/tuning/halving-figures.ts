import type { Figure } from '../figure.js';
import { estimate, groundOf, type Observation } from './estimate.js';
import { isNear } from './judge.js';
import { observed, type Replay } from './searches.js';

/** Where a task is trained for less than an epoch, for a few, or for many: early ranks say something else in each. */
export type Regime = 'under-one-epoch' | 'few-epochs' | 'many-epochs';
const REGIMES: readonly Regime[] = ['under-one-epoch', 'few-epochs', 'many-epochs'];
const FEW_EPOCHS_END = 5;

export function regimeOf({ field: { landscape } }: Pick<Replay, 'field'>): Regime {
  const epochs = landscape.totalUpdates / landscape.updatesPerEpoch;
  if (epochs < 1) return 'under-one-epoch';
  return epochs < FEW_EPOCHS_END ? 'few-epochs' : 'many-epochs';
}

/** What is asked of each replay of a search. */
interface Question {
  readonly id: string;
  readonly value: (replay: Replay) => number;
  readonly goal: number | null;
  readonly better: Figure['better'];
  readonly about: string;
}

const NEAR: Question = {
  id: 'within-1-percent-share',
  value: ({ regret }) => Number(isNear(regret)),
  goal: 0.9,
  better: 'higher',
  about: 'how often the pick’s validation loss is within 1% of the least of the whole grid with the same seed',
};
const COST: Question = {
  id: 'cost-share',
  value: ({ costShare }) => costShare,
  goal: 0.34,
  better: 'lower',
  about: 'updates of the search, pruned and diverged ones included, beside those that the grid with one seed made',
};

const METRIC: Question = {
  id: 'metric-as-good-share',
  value: ({ isMetricAsGood }) => Number(isMetricAsGood),
  goal: 0.95,
  better: 'higher',
  about: 'how often the pick’s validation accuracy is within two standard errors of the grid’s best',
};
const RESTARTED: Question = {
  id: 'cost-share-restarted',
  value: ({ restartedShare }) => restartedShare,
  goal: 0.46,
  better: 'lower',
  about: 'the same where nothing goes on from a checkpoint: every rung from the first update',
};

const QUESTIONS: readonly Question[] = [
  NEAR,
  {
    ...{ id: 'within-1-percent-of-mean-share', goal: null, better: 'higher' },
    value: ({ meanRegret }) => Number(isNear(meanRegret)),
    about: 'how often the pick’s mean over all seeds is within 1% of the least mean; the search saw one seed',
  },
  METRIC,
  COST,
  RESTARTED,
  {
    ...{ id: 'cost-share-planned', goal: 0.34, better: 'lower' },
    value: ({ plannedShare }) => plannedShare,
    about: 'updates of the search beside a grid of which nothing diverges, as a study says it',
  },
  {
    ...{ id: 'cost-share-with-evaluations', goal: null, better: 'lower' },
    value: ({ evaluatedShare }) => evaluatedShare,
    about:
      'with every evaluation of a trial up to where it stopped, at the recorded points, in updates as they were measured; of the grid each candidate’s last alone',
  },
];

function figureOf(id: string, question: Question, replays: readonly Replay[]): Figure {
  const found = estimate(replays.map((replay) => observed(replay, question.value(replay))));
  const { goal, better, about } = question;
  return { id, value: found.mean, unit: 'share', goal, better, about: `${about}; ${groundOf(found)}` };
}

/** The figures of the method itself: over all, the two of the goal in each regime, and the first of them on each task. */
export function methodFigures(replays: readonly Replay[]): readonly Figure[] {
  const overall = QUESTIONS.map((question) => figureOf(`tuning.${question.id}`, question, replays));
  const regimes = REGIMES.flatMap((regime) => {
    const own = replays.filter((replay) => regimeOf(replay) === regime);
    if (own.length === 0) return [];
    return [NEAR, COST].map((question) => figureOf(`tuning.${question.id}.${regime}`, question, own));
  });
  const tasks = [...new Set(replays.map(({ field }) => field.scene.task))].map((task) => {
    const own = replays.filter(({ field }) => field.scene.task === task);
    return figureOf(`tuning.${NEAR.id}.${task}`, NEAR, own);
  });
  return [...overall, ...regimes, ...tasks];
}

/** The goals where nothing was chosen by the landscapes. */
export function heldOutFigures(replays: readonly Replay[]): readonly Figure[] {
  return [NEAR, METRIC, COST, RESTARTED].map((question) =>
    figureOf(
      `tuning.held-out.${question.id}`,
      { ...question, about: `held-out landscapes: ${question.about}` },
      replays,
    ),
  );
}

/** A rival beside it: how often it is near, and at what cost; no goal is set to it. */
export function rivalFigures(id: string, what: string, replays: readonly Replay[]): readonly Figure[] {
  return [NEAR, COST].map((question) =>
    figureOf(`tuning.${id}.${question.id}`, { ...question, goal: null, about: `${what}: ${question.about}` }, replays),
  );
}

/** The chance that a random search of the method's cost is near. */
export function randomFigure(chances: readonly Observation[]): Figure {
  const found = estimate(chances);
  return {
    id: 'tuning.random.within-1-percent-share',
    value: found.mean,
    unit: 'share',
    goal: null,
    better: 'higher',
    about: `whole trainings of a random part of the grid that cost as much as the search: expected over all such parts; ${groundOf(found)}`,
  };
}

import type { Figure } from '../figure.js';
import { type Estimate, estimate, type Observation } from './estimate.js';
import { isNear } from './judge.js';
import type { Replay } from './searches.js';

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

const QUESTIONS: readonly Question[] = [
  NEAR,
  {
    ...{ id: 'within-1-percent-of-mean-share', goal: null, better: 'higher' },
    value: ({ meanRegret }) => Number(isNear(meanRegret)),
    about: 'how often the pick’s mean over all seeds is within 1% of the least mean; the search saw one seed',
  },
  {
    ...{ id: 'metric-as-good-share', goal: 0.95, better: 'higher' },
    value: ({ isMetricAsGood }) => Number(isMetricAsGood),
    about: 'how often the pick’s validation accuracy is within two standard errors of the grid’s best',
  },
  COST,
  {
    ...{ id: 'cost-share-restarted', goal: 0.46, better: 'lower' },
    value: ({ restartedShare }) => restartedShare,
    about: 'the same where nothing goes on from a checkpoint: every rung from the first update',
  },
  {
    ...{ id: 'cost-share-planned', goal: 0.34, better: 'lower' },
    value: ({ plannedShare }) => plannedShare,
    about: 'updates of the search beside a grid of which nothing diverges, as a study says it',
  },
  {
    ...{ id: 'cost-share-with-evaluations', goal: null, better: 'lower' },
    value: ({ evaluatedShare }) => evaluatedShare,
    about:
      'with the evaluations that were decided by, in updates as they were measured; of the grid each candidate’s last',
  },
];

/** The interval of an estimate, for the sentence of its figure. */
export const intervalOf = ({ lower, upper, replays, landscapes }: Estimate) =>
  `95% interval ${lower.toFixed(2)} to ${upper.toFixed(2)}, ${String(replays)} replays on ${String(landscapes)} ${landscapes === 1 ? 'landscape' : 'landscapes'}`;

const observed = (replays: readonly Replay[], value: (replay: Replay) => number): readonly Observation[] =>
  replays.map((replay) => ({ landscape: replay.field.landscape.id, seed: replay.seed, value: value(replay) }));

function figureOf(id: string, question: Question, replays: readonly Replay[]): Figure {
  const found = estimate(observed(replays, question.value));
  const { goal, better, about } = question;
  return { id, value: found.mean, unit: 'share', goal, better, about: `${about}; ${intervalOf(found)}` };
}

/** The figures of the method itself: over all, and the two of the goal in each regime. */
export function methodFigures(replays: readonly Replay[]): readonly Figure[] {
  const overall = QUESTIONS.map((question) => figureOf(`tuning.${question.id}`, question, replays));
  const regimes = REGIMES.flatMap((regime) => {
    const own = replays.filter((replay) => regimeOf(replay) === regime);
    if (own.length === 0) return [];
    return [NEAR, COST].map((question) => figureOf(`tuning.${question.id}.${regime}`, question, own));
  });
  return [...overall, ...regimes];
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
    about: `whole trainings of a random part of the grid that cost as much as the search: expected over all such parts; ${intervalOf(found)}`,
  };
}

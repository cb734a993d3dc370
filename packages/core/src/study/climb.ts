import type { StudyPlan } from './plan.js';
import { inOrder, isAsGoodAs, type Search, type Trials } from './trials.js';

type Climb = NonNullable<StudyPlan['climb']>;

/** Candidates of one template, by ascending learning rate: what a climb goes up and down on. */
type Ladder = readonly number[];

function laddersOf({ candidates }: Trials): readonly Ladder[] {
  const ladders = new Map<number, number[]>();
  for (const [index, { template }] of candidates.entries())
    if (template !== null) ladders.set(template, [...(ladders.get(template) ?? []), index]);
  const heightOf = (index: number) => candidates[index]?.height ?? 0;
  return [...ladders.values()].map((ladder) => ladder.toSorted((a, b) => heightOf(a) - heightOf(b) || a - b));
}

/** Those that are looked at first: every `stride`-th of each ladder, and all that stand on none. */
function firstOf({ candidates }: Trials, ladders: readonly Ladder[], stride: number): readonly number[] {
  const steps = ladders.flatMap((ladder) =>
    ladder.length < stride ? ladder : ladder.filter((_, step) => step % stride === stride - 1),
  );
  return [...candidates.keys()].filter((index) => candidates[index]?.template === null || steps.includes(index));
}

/**
 * Trains candidates for a little while and compares them; where the best cannot be told from the middle of the field yet,
 * for longer. Returns their trials, the best first.
 */
function* look(trials: Trials, { rungs }: Climb, candidates: readonly number[]): Search<readonly number[]> {
  let field: readonly number[] = candidates.map((index) => trials.begin(index));
  for (const rung of rungs) {
    yield* trials.train(`first look, ${String(rung)} updates`, field, rung);
    field = inOrder(trials, field, rung);
    const [leader, middle] = [field[0], field[Math.floor(field.length / 2)]];
    if (leader === undefined || middle === undefined || leader === middle) break;
    if (!isAsGoodAs(trials.score(middle, rung), trials.score(leader, rung))) break;
  }
  return field;
}

/** A trial that the climb goes to next, and why. */
interface Step {
  readonly trial: number;
  readonly stage: string;
  /** Whether it is the next lower learning rate of the best so far. */
  readonly isLower: boolean;
}

/** Where to go from the best so far: down, up, and, between two worse ones, to the nearest of each other ladder. */
function stepFrom(
  trials: Trials,
  ladders: readonly Ladder[],
  best: number,
  isTaken: (trial: number) => boolean,
): Step | null {
  const { candidate } = trials.trial(best);
  if (candidate === null) return null;
  const own = ladders.find((ladder) => ladder.includes(candidate));
  const place = own?.indexOf(candidate) ?? 0;
  const heightOf = (index: number) => trials.candidates[index]?.height ?? 0;
  const away = (index: number) => Math.abs(Math.log(heightOf(index) / heightOf(candidate)));
  const nearest = ladders
    .filter((ladder) => ladder !== own)
    .map((ladder) => ladder.toSorted((a, b) => away(a) - away(b) || a - b)[0]);
  const ways = [
    { index: own?.[place - 1], stage: 'the next lower learning rate' },
    { index: own?.[place + 1], stage: 'the next higher learning rate' },
    ...nearest.map((index) => ({ index, stage: 'the nearest of another template' })),
  ];
  for (const [way, { index, stage }] of ways.entries()) {
    if (index === undefined) continue;
    const begun = trials.trialOf(index);
    if (begun === null || !(isTaken(begun) || trials.hasFailed(begun)))
      return { trial: trials.begin(index), stage, isLower: way === 0 };
  }
  return null;
}

/** Trains a trial to its end, unless it is one that is given up half-way. */
function* tryOut(trials: Trials, { giveUpAt }: Climb, step: Step, best: number | undefined): Search<undefined> {
  const { trial, stage, isLower } = step;
  if (isLower && giveUpAt !== null && best !== undefined) {
    yield* trials.train(`climb, ${stage}, ${String(giveUpAt)} updates`, [trial], giveUpAt);
    if (!isAsGoodAs(trials.score(trial, giveUpAt), trials.score(best, giveUpAt))) {
      if (!trials.hasFailed(trial))
        trials.prune(trial, `lower than trial ${String(best)} and behind it after ${String(giveUpAt)} updates`);
      return;
    }
  }
  yield* trials.train(`climb, ${stage}, whole training`, [trial], trials.plan.totalUpdates);
}

/**
 * A climb over learning rates. A first look, short and at every `stride`-th learning rate, says where to begin: its leader
 * is trained to the end. From the best so far the climb goes to the next lower learning rate, else to the next higher one,
 * as long as that ends better; between two worse ones it looks at the nearest learning rate of each other template. Early
 * ranks mislead, so that nothing is decided by them but where to begin. One thing they do say late in a training: a decay
 * gains the most where the learning rate is high, so that a lower one which is behind half-way is given up.
 *
 * Returns all that were tried, the best first: those that came to the end before those given up, and these before those
 * that were only looked at.
 */
export function* climb(trials: Trials, plan: Climb): Search<readonly number[]> {
  const { totalUpdates } = trials.plan;
  const ladders = laddersOf(trials);
  const first = firstOf(trials, ladders, plan.stride);
  let field = yield* look(trials, plan, first);
  if (field.length === 0) {
    const others = [...trials.candidates.keys()].filter((index) => !first.includes(index));
    field = yield* look(trials, plan, others);
  }
  const taken: number[] = [];
  const isTaken = (trial: number) => taken.includes(trial);
  for (;;) {
    const [best] = inOrder(trials, taken, totalUpdates);
    const next =
      best === undefined ? leaderOf(field.find((trial) => !isTaken(trial))) : stepFrom(trials, ladders, best, isTaken);
    if (next === null) break;
    yield* tryOut(trials, plan, next, best);
    taken.push(next.trial);
  }
  for (const [place, trial] of field.entries())
    if (!isTaken(trial)) trials.prune(trial, `place ${String(place + 1)} of ${String(field.length)} in the first look`);
  const ended = inOrder(trials, taken, totalUpdates);
  const givenUp = inOrder(trials, taken, plan.giveUpAt ?? totalUpdates);
  return [...new Set([...ended, ...givenUp, ...field])];
}

const leaderOf = (trial: number | undefined): Step | null =>
  trial === undefined ? null : { trial, stage: 'from the best of the first look', isLower: false };

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

/** A trial that the climb goes to next, and why. */
interface Step {
  readonly trial: number;
  readonly stage: string;
  /** Whether it is the next lower learning rate of the best so far. */
  readonly isLower: boolean;
}

/** One study's climb: what it looked at, what it took up, and how far that went. */
class Climber {
  private readonly trials: Trials;
  private readonly plan: Climb;
  private readonly ladders: readonly Ladder[];
  /** Trained to the end, or given up on the way. */
  private readonly taken = new Set<number>();
  private readonly givenUp: number[] = [];
  /** Did not come through the look that they were in. */
  private readonly lost = new Set<number>();
  /** Of those that were trained to the end the first that nobody bettered; null where none has come there. */
  private best: number | null = null;

  constructor(trials: Trials, plan: Climb) {
    this.trials = trials;
    this.plan = plan;
    this.ladders = laddersOf(trials);
  }

  *run(): Search<readonly number[]> {
    const { trials, plan } = this;
    const first = firstOf(trials, this.ladders, plan.stride);
    const others = [...trials.candidates.keys()].filter((index) => !first.includes(index));
    const seen: number[] = [];
    for (const candidates of [first, others]) {
      const field = yield* this.look(candidates);
      seen.push(...field);
      for (;;) {
        const next = this.best === null ? leaderOf(field.find((trial) => !this.taken.has(trial))) : this.step(field);
        if (next === null) break;
        yield* this.tryOut(next);
      }
      for (const [place, trial] of field.entries())
        if (!this.taken.has(trial))
          trials.prune(trial, `place ${String(place + 1)} of ${String(field.length)} in the first look`);
      // Where all that was looked at came to nothing, the others may train.
      if (this.best !== null) break;
    }
    const ended = inOrder(trials, [...this.taken], trials.plan.totalUpdates);
    if (ended.length === 0) return [];
    const half = inOrder(trials, this.givenUp, plan.giveUpAt ?? trials.plan.totalUpdates);
    return [...ended, ...half, ...seen.filter((trial) => !this.taken.has(trial))];
  }

  /**
   * Trains candidates for a little while and compares them; where the best cannot be told from the middle of the field yet,
   * for longer. Returns their trials, the best first.
   */
  private *look(candidates: readonly number[]): Search<readonly number[]> {
    const { trials } = this;
    const begun = [...new Set(candidates.map((index) => trials.begin(index)))];
    let field: readonly number[] = begun;
    for (const rung of this.plan.rungs) {
      yield* trials.train(`first look, ${String(rung)} updates`, field, rung);
      field = inOrder(trials, field, rung);
      const [leader, middle] = [field[0], field[Math.floor(field.length / 2)]];
      if (leader === undefined || middle === undefined || leader === middle) break;
      if (!isAsGoodAs(trials.score(middle, rung), trials.score(leader, rung))) break;
    }
    for (const trial of begun) if (!field.includes(trial)) this.lost.add(trial);
    return field;
  }

  /**
   * Where to go from the best so far: down, up, and, between two that are no better, to the nearest of each other ladder
   * and to the best of those that stand on none.
   */
  private step(field: readonly number[]): Step | null {
    const { trials, ladders } = this;
    const candidate = this.best === null ? null : trials.trial(this.best).candidate;
    if (candidate === null) return null;
    const own = ladders.find((ladder) => ladder.includes(candidate));
    const place = own?.indexOf(candidate) ?? 0;
    const heightOf = (index: number) => trials.candidates[index]?.height ?? 0;
    const away = (index: number) => Math.abs(Math.log(heightOf(index) / heightOf(candidate)));
    const nearest = ladders
      .filter((ladder) => ladder !== own)
      .map((ladder) => ladder.toSorted((a, b) => away(a) - away(b) || a - b)[0]);
    const alone = field.find((trial) => trials.trial(trial).template === null);
    const ways = [
      { index: own?.[place - 1], stage: 'the next lower learning rate' },
      { index: own?.[place + 1], stage: 'the next higher learning rate' },
      ...nearest.map((index) => ({ index, stage: 'the nearest of another template' })),
      {
        index: alone === undefined ? undefined : trials.trial(alone).candidate,
        stage: 'the best that is of no template',
      },
    ];
    for (const [way, { index, stage }] of ways.entries()) {
      if (index == null) continue;
      const trial = trials.trialOf(index) ?? trials.begin(index);
      if (!this.taken.has(trial) && !this.lost.has(trial)) return { trial, stage, isLower: way === 0 };
    }
    return null;
  }

  /** Trains a trial to its end, unless it is a lower one that is behind half-way. */
  private *tryOut({ trial, stage, isLower }: Step): Search<undefined> {
    const { trials, best } = this;
    const { totalUpdates } = trials.plan;
    const { giveUpAt } = this.plan;
    this.taken.add(trial);
    if (isLower && giveUpAt !== null && best !== null) {
      yield* trials.train(`climb, ${stage}, ${String(giveUpAt)} updates`, [trial], giveUpAt);
      const score = trials.score(trial, giveUpAt);
      if (!Number.isFinite(score)) return;
      if (!isAsGoodAs(score, trials.score(best, giveUpAt))) {
        this.givenUp.push(trial);
        trials.prune(trial, `lower than trial ${String(best)} and behind it after ${String(giveUpAt)} updates`);
        return;
      }
    }
    yield* trials.train(`climb, ${stage}, whole training`, [trial], totalUpdates);
    const isBetter = best === null || trials.score(trial, totalUpdates) < trials.score(best, totalUpdates);
    if (isBetter && Number.isFinite(trials.score(trial, totalUpdates))) this.best = trial;
  }
}

/**
 * A climb over learning rates. A first look, short and at every `stride`-th learning rate, says where to begin: its leader
 * is trained to the end. From the best so far the climb goes to the next lower learning rate, else to the next higher one,
 * as long as that ends better; between two that do not it tries the nearest learning rate of each other template, and the
 * best in the look of the candidates that are of none. Early ranks mislead, so that little is decided by them but where to
 * begin. One thing a training does say half-way: a decay gains the most where the learning rate is high, so that a lower one
 * which is behind by then is given up.
 *
 * Returns what was tried, the best first: those that came to the end before those given up, and these before those that
 * were only looked at. Empty where none came to the end.
 */
export function* climb(trials: Trials, plan: Climb): Search<readonly number[]> {
  return yield* new Climber(trials, plan).run();
}

const leaderOf = (trial: number | undefined): Step | null =>
  trial === undefined ? null : { trial, stage: 'from the best of the first look', isLower: false };

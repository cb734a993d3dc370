import type { TrainerEvent } from '../trainer/protocol.js';

/**
 * When a training whose losses are still finite numbers is given up as diverged. Everything is judged at the task's own
 * evaluation points and on held-out loss: the registry takes no look between them (T06), and believes that a finite run
 * diverged only where its held-out loss ends above its start (T05). The last point never stops a run: it is done then.
 *
 * Tuned to let go, not to catch. High learning rates lose a net for a while and find it again when they fall: held-out
 * losses of 44 times the start came back. So as long as the policy still falls, only what is hopeless is stopped. Tried on
 * 954 whole trainings, learning rates from far too small to far too large (the embedded tasks under six policies, a LeNet
 * under constant ones): none that ended below its start is stopped.
 */
export const DIVERGENCE_RULES = {
  /** explosion: held-out loss at two points in a row, as a multiple of the start's, whatever the policy still does. */
  explosionRatio: 100,
  /** threshold: the same, while the policy falls no more. */
  thresholdRatio: 1.5,
  /** trend: at three points in a row, each above the one before, while the policy falls no more. */
  trendRatio: 1.1,
  /**
   * chance: at this many points in a row, over this share of the budget, while it falls no more. A net that is dead lies
   * just above its start; one that has only not learnt yet lies at it.
   */
  chanceRatio: 1.002,
  chancePoints: 4,
  chanceShare: 0.3,
  /** A policy that never falls below this share of the last stretch's largest learning rate falls no more. */
  restingShare: 0.5,
  /** By how many standard errors a mean training loss must rise, or may stay below the start, to count as noise. */
  noiseErrors: 2,
} as const;

export type DivergenceRule = 'explosion' | 'threshold' | 'trend' | 'chance';

export interface Divergence {
  readonly rule: DivergenceRule;
  /** Updates made when it was found. */
  readonly t: number;
  readonly heldOutLoss: number;
  readonly startLoss: number;
}

/** What is kept of the stretch between two evaluation points. */
interface Stretch {
  readonly t: number;
  readonly heldOut: number;
  /** Mean training loss since the point before, and its standard error; null where too few updates lie between. */
  readonly training: { readonly mean: number; readonly standardError: number } | null;
}

/** Where a watch looks: what is trained, and for how long. */
export interface WatchedCourse {
  readonly learningRateAt: (t: number) => number;
  /** Updates of the whole training. */
  readonly totalUpdates: number;
}

/** Updates of a stretch of the policy that are looked at, for its largest and least learning rate. */
const LOOKED_AT = 256;

/**
 * Follows the events of one training and says when it has diverged. The same events give the same answer, so a resumed
 * run is judged like one that was never stopped. Constant time at an update. Without an evaluation before the first
 * update there is nothing to compare with, and nothing is ever found.
 */
export class DivergenceWatch {
  private readonly course: WatchedCourse;
  private startLoss: number | null = null;
  private stretches: readonly Stretch[] = [];
  private readonly losses = new RunningLosses();

  constructor(course: WatchedCourse) {
    this.course = course;
  }

  /** Takes the next event; the divergence that it shows, or null. */
  observe(event: TrainerEvent): Divergence | null {
    if (event.type === 'update' && event.loss !== null) this.losses.add(event.loss);
    if (event.type !== 'evaluation' || event.split !== 'validation') return null;
    const heldOut = event.metrics['loss'] ?? null;
    // What is not a finite number ends the training by itself.
    if (heldOut === null) return null;
    if (event.t === 0) this.startLoss = heldOut;
    else
      this.stretches = [
        ...this.stretches.slice(1 - DIVERGENCE_RULES.chancePoints),
        { t: event.t, heldOut, training: this.losses.take() },
      ];
    if (this.startLoss === null || event.t >= this.course.totalUpdates) return null;
    const rule = this.brokenRule(this.startLoss);
    return rule === null ? null : { rule, t: event.t, heldOutLoss: heldOut, startLoss: this.startLoss };
  }

  private brokenRule(startLoss: number): DivergenceRule | null {
    const { explosionRatio, thresholdRatio, trendRatio, chanceRatio, chancePoints, chanceShare } = DIVERGENCE_RULES;
    const [last, before, earlier] = this.stretches.toReversed();
    if (last === undefined || before === undefined || !agrees(last, startLoss)) return null;
    const isAbove = (ratio: number, ...stretches: readonly Stretch[]) =>
      stretches.every(({ heldOut }) => heldOut > startLoss + (ratio - 1) * Math.abs(startLoss));
    const isComingBack = (from: Stretch) => comesBack(from, last, startLoss, this.course);
    if (isAbove(explosionRatio, last, before)) return isComingBack(before) ? null : 'explosion';
    if (!this.isAtRest(before.t, last.t)) return null;
    if (isAbove(thresholdRatio, last, before) && !isComingBack(before)) return 'threshold';
    if (earlier === undefined) return null;
    if (isAbove(trendRatio, last, before, earlier) && isRising(before, last) && isRising(earlier, before))
      return 'trend';
    const [first] = this.stretches;
    const isChance =
      first !== undefined &&
      this.stretches.length === chancePoints &&
      last.t - first.t >= chanceShare * this.course.totalUpdates &&
      isAbove(chanceRatio, ...this.stretches) &&
      !isComingBack(first);
    return isChance ? 'chance' : null;
  }

  /** Whether the policy stays, to the end, near the height of the last stretch: then nothing will catch the training. */
  private isAtRest(from: number, t: number): boolean {
    const { learningRateAt, totalUpdates } = this.course;
    const height = Math.max(...lookedAt(from, t).map(learningRateAt));
    const least = Math.min(...lookedAt(t, totalUpdates).map(learningRateAt));
    return least >= DIVERGENCE_RULES.restingShare * height;
  }
}

/** Updates from `from` to before `until`, evenly: at most LOOKED_AT, the first and the last among them. */
function lookedAt(from: number, until: number): readonly number[] {
  const count = Math.min(LOOKED_AT, until - from);
  return Array.from(
    { length: count },
    (_, index) => from + Math.round((index * (until - 1 - from)) / Math.max(1, count - 1)),
  );
}

/**
 * Whether the training loss of a stretch lies at the start or above it, but for noise. A held-out loss that rises alone
 * is a net that learns its data by heart.
 */
function agrees({ training }: Stretch, startLoss: number): boolean {
  return training !== null && training.mean + DIVERGENCE_RULES.noiseErrors * training.standardError >= startLoss;
}

/** Whether the held-out loss falls fast enough to be below its start again at the end, if it goes on as it did. */
function comesBack(from: Stretch, to: Stretch, startLoss: number, { totalUpdates }: WatchedCourse): boolean {
  const perUpdate = (to.heldOut - from.heldOut) / (to.t - from.t);
  return to.heldOut + perUpdate * (totalUpdates - to.t) < startLoss;
}

/** Whether loss rises from one stretch to the next: held out, and in training by more than its noise. */
function isRising(from: Stretch, to: Stretch): boolean {
  if (from.training === null || to.training === null) return false;
  const noise = Math.hypot(from.training.standardError, to.training.standardError);
  return to.heldOut > from.heldOut && to.training.mean - from.training.mean > DIVERGENCE_RULES.noiseErrors * noise;
}

/**
 * The mean of the losses of a stretch, and its standard error. The noise is read from successive differences (von
 * Neumann, 1941: half their mean square is the variance), so that a trend does not count as noise.
 */
class RunningLosses {
  private count = 0;
  private sum = 0;
  private squaredDifferences = 0;
  private last = 0;

  add(loss: number): void {
    if (this.count > 0) this.squaredDifferences += (loss - this.last) ** 2;
    this.last = loss;
    this.sum += loss;
    this.count += 1;
  }

  /** What was added since it was taken last; null below two losses. */
  take(): Stretch['training'] {
    const { count } = this;
    const training =
      count < 2
        ? null
        : { mean: this.sum / count, standardError: Math.sqrt(this.squaredDifferences / (2 * (count - 1)) / count) };
    [this.count, this.sum, this.squaredDifferences] = [0, 0, 0];
    return training;
  }
}

import {
  largestLearningRateField,
  parsePolicyDocument,
  type Policy,
  policyHash,
  printPolicy,
} from '../policy/index.js';
import { valueOrThrow } from '../refusal/index.js';
import type { StudyPlan } from './plan.js';
import {
  askedUntil,
  type Batch,
  type Fork,
  type Reading,
  type StudyTrial,
  type TrialAsk,
  type TrialReport,
} from './trial.js';

export type ReportOf = (trial: number) => TrialReport | null;

/** A way of searching: it yields what is to be trained, and is resumed once all of that has been reported. */
export type Search<Result> = Generator<Batch, Result, undefined>;

/** Whether an ask has been answered: its evaluation was read, or the training ended before. */
export function isAnswered(report: TrialReport | null, { until }: TrialAsk): boolean {
  return report !== null && (report.end !== null || report.readings.some(({ t }) => t >= until));
}

/** A candidate of the plan, read. */
interface ReadCandidate {
  readonly policy: Policy;
  readonly template: number | null;
  readonly origin: string;
  /** Its largest learning rate. */
  readonly height: number;
}

/** The trials of a study in the order in which they were begun, and what was measured of them. */
export class Trials {
  readonly plan: StudyPlan;
  readonly candidates: readonly ReadCandidate[];
  private readonly reportOf: ReportOf;
  private readonly all: StudyTrial[] = [];
  private readonly heights: number[] = [];
  private readonly indexOfPolicy = new Map<string, number>();
  private readonly trialOfCandidate = new Map<number, number>();

  constructor(plan: StudyPlan, reportOf: ReportOf) {
    this.plan = plan;
    this.reportOf = reportOf;
    this.candidates = plan.candidates.map(({ policy: document, template, origin }) => {
      const policy = valueOrThrow(parsePolicyDocument(document));
      return { policy, template, origin, height: largestLearningRateField(policy) };
    });
  }

  get list(): readonly StudyTrial[] {
    return this.all;
  }

  /** Begins a trial of a candidate; one that has begun is that trial. */
  begin(candidate: number): number {
    const found = this.candidates[candidate];
    if (found === undefined) throw new RangeError(`The plan has no candidate ${String(candidate)}.`);
    const { policy, template, origin } = found;
    const trial = this.add(policy, { candidate, template, origin, fork: null });
    this.trialOfCandidate.set(candidate, trial);
    return trial;
  }

  /** The trial of a candidate; null where none has begun. */
  trialOf(candidate: number): number | null {
    return this.trialOfCandidate.get(candidate) ?? null;
  }

  /** Adds a trial of a policy; one that is tried already is that trial. */
  add(
    policy: Policy,
    from: Pick<StudyTrial, 'candidate' | 'template' | 'origin'> & { readonly fork: Fork | null },
  ): number {
    const hash = policyHash(policy);
    const held = this.indexOfPolicy.get(hash);
    if (held !== undefined) return held;
    this.indexOfPolicy.set(hash, this.all.length);
    this.all.push({ policy, ...from, asked: [], prunedBecause: null });
    this.heights.push(largestLearningRateField(policy));
    return this.all.length - 1;
  }

  trial(index: number): StudyTrial {
    const trial = this.all[index];
    if (trial === undefined) throw new RangeError(`The study has no trial ${String(index)}.`);
    return trial;
  }

  /** The largest learning rate of a trial's policy. */
  height(index: number): number {
    return this.heights[index] ?? Number.NaN;
  }

  notation(index: number): string {
    return printPolicy(this.trial(index).policy);
  }

  /** Asks for trials to be trained to `until`, and comes back once they are. One that was pruned before goes on. */
  *train(stage: string, trials: readonly number[], until: number): Search<undefined> {
    for (const index of trials) {
      const trial = this.trial(index);
      if (until > askedUntil(trial))
        this.all[index] = { ...trial, asked: [...trial.asked, until], prunedBecause: null };
    }
    yield { stage, asks: trials.map((trial) => ({ trial, until })) };
  }

  prune(index: number, because: string): void {
    this.all[index] = { ...this.trial(index), prunedBecause: because };
  }

  /** What was measured of a trial after exactly `t` updates; null where nothing was, as for one that ended before. */
  reading(index: number, t: number): Reading | null {
    return this.reportOf(index)?.readings.find((one) => one.t === t) ?? null;
  }

  readings(index: number): readonly Reading[] {
    return this.reportOf(index)?.readings ?? [];
  }

  /** How good a trial is after `t` updates; smaller is better, Infinity where it had diverged by then, or did not come so far. */
  score(index: number, t: number): number {
    const { by, direction } = this.plan;
    const report = this.reportOf(index);
    // What it was worth before it diverged stays: a decision that was made then must not change.
    if (report?.end === 'diverged' && t >= report.updates) return Infinity;
    const reading = this.reading(index, t);
    if (reading === null) return Infinity;
    if (by === 'loss') return reading.loss ?? Infinity;
    if (reading.metric === null) return Infinity;
    return direction === 'maximize' ? -reading.metric : reading.metric;
  }
}

/** Scores this close, relative to the better one, cannot be told apart. */
const AS_GOOD_AS = 0.01;

/** Whether a score is as good as another one, to within 1%. */
export const isAsGoodAs = (score: number, other: number): boolean => score <= other + AS_GOOD_AS * Math.abs(other);

/** Trials by score, the better first, without those that have none; of equals the lower learning rate, then the earlier one. */
export function inOrder(trials: Trials, among: readonly number[], t: number): readonly number[] {
  const scores = new Map(among.map((index) => [index, trials.score(index, t)]));
  const scoreOf = (index: number) => scores.get(index) ?? Infinity;
  return among
    .filter((index) => Number.isFinite(scoreOf(index)))
    .toSorted((a, b) => scoreOf(a) - scoreOf(b) || trials.height(a) - trials.height(b) || a - b);
}

import { type Policy, policyHash, printPolicy } from '../policy/index.js';
import type { StudyPlan } from './plan.js';
import type { Batch, Fork, Reading, StudyTrial, TrialAsk, TrialReport } from './trial.js';

export type ReportOf = (trial: number) => TrialReport | null;

/** A way of searching: it yields what is to be trained, and is resumed once all of that has been reported. */
export type Search<Result> = Generator<Batch, Result, undefined>;

/** Whether an ask has been answered: its evaluation was read, or the training ended before. */
export function isAnswered(report: TrialReport | null, { until }: TrialAsk): boolean {
  return report !== null && (report.end !== null || report.readings.some(({ t }) => t >= until));
}

/** The trials of a study in the order in which they were begun, and what was measured of them. */
export class Trials {
  readonly plan: StudyPlan;
  private readonly reportOf: ReportOf;
  private readonly all: StudyTrial[] = [];
  private readonly indexOfPolicy = new Map<string, number>();

  constructor(plan: StudyPlan, reportOf: ReportOf) {
    this.plan = plan;
    this.reportOf = reportOf;
  }

  get list(): readonly StudyTrial[] {
    return this.all;
  }

  /** Adds a trial of a policy; one that is tried already is that trial. */
  add(
    policy: Policy,
    from: { readonly template: number | null; readonly origin: string; readonly fork: Fork | null },
  ): number {
    const hash = policyHash(policy);
    const held = this.indexOfPolicy.get(hash);
    if (held !== undefined) return held;
    this.indexOfPolicy.set(hash, this.all.length);
    this.all.push({ policy, ...from, until: 0, prunedBecause: null });
    return this.all.length - 1;
  }

  trial(index: number): StudyTrial {
    const trial = this.all[index];
    if (trial === undefined) throw new RangeError(`The study has no trial ${String(index)}.`);
    return trial;
  }

  notation(index: number): string {
    return printPolicy(this.trial(index).policy);
  }

  /** Asks for trials to be trained to `until`, and comes back once they are. */
  *train(stage: string, trials: readonly number[], until: number): Search<undefined> {
    for (const index of trials) {
      const trial = this.trial(index);
      this.all[index] = { ...trial, until: Math.max(trial.until, until) };
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

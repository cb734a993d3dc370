import { printPolicy } from '@ratebook/core/policy';
import { expectedSearchUpdates, type ReportOf, type StudyState } from '@ratebook/core/study';
import { monotonicSeconds } from '../clock.js';
import type { RunAsk, StudyWatcher } from '../executor/study-executor.js';
import { policyLine } from '../job/job.js';
import type { Notice } from '../monitor/judge.js';
import type { Output } from '../output.js';
import type { StudyJob } from '../study/study-runs.js';
import type { TrainerEvent } from '../trainer/protocol.js';
import { duration } from './duration.js';
import { noticeText } from './notice-text.js';
import { countText } from './quantities.js';

const REDRAWN_EVERY_SECONDS = 0.2;

/** Shows a study as it goes: the stage, the trainings under way, the best so far, updates spent of those expected, time left. */
export class StudyProgress implements StudyWatcher {
  private readonly output: Output;
  private readonly job: StudyJob;
  private readonly expected: number;
  private stage = '';
  private counts = '';
  private best = 'none yet';
  /** Updates done by run, earlier processes' included. */
  private readonly done = new Map<number, number>();
  private readonly shared = new Map<number, number>();
  private readonly underWay = new Set<number>();
  private trainedHere = 0;
  private startedAt: number | null = null;
  private drawnAt = 0;

  constructor(output: Output, job: StudyJob) {
    this.output = output;
    this.job = job;
    const { plan } = job.study;
    this.expected = expectedSearchUpdates(plan) + 2 * plan.confirmations * plan.totalUpdates;
  }

  readonly onState = (state: StudyState, reportOf: ReportOf): void => {
    const { trials, batch, outcome } = state;
    for (const [index, { fork }] of trials.entries()) {
      this.done.set(index, reportOf(index)?.updates ?? 0);
      this.shared.set(index, fork?.t ?? 0);
    }
    const pruned = trials.filter(({ prunedBecause }) => prunedBecause !== null).length;
    this.counts = `${String(trials.length)} trials, ${String(pruned)} pruned`;
    this.best = bestSoFar(this.job, state, reportOf);
    if (batch !== null) {
      this.stage = batch.stage;
      this.output.line(
        `${batch.stage}: ${String(batch.asks.length)} ${batch.asks.length === 1 ? 'training' : 'trainings'}`,
      );
      this.output.event({ event: 'stage', stage: batch.stage, trials: batch.asks.map(({ trial }) => trial) });
    } else if (outcome !== null) {
      const { winner } = outcome;
      const policy = winner === null ? undefined : trials[winner]?.policy;
      this.stage = 'confirming';
      this.output.paragraph(
        policy === undefined
          ? `The search is over: ${outcome.because}.`
          : `The search is over: ${printPolicy(policy)} (${outcome.because}). Winner and runner-up are trained again with fresh seeds.`,
      );
      this.output.event({ event: 'outcome', ...outcome });
    }
  };

  runStarts({ index }: RunAsk): void {
    this.underWay.add(index);
  }

  event(index: number, event: TrainerEvent, isReplayed: boolean): void {
    if (event.type === 'evaluation' && event.split === 'validation' && event.t > 0 && !isReplayed)
      this.output.event({ event: 'evaluation', run: index, t: event.t, metrics: event.metrics });
    if (event.type !== 'update') return;
    this.done.set(index, event.t + 1);
    if (isReplayed) return;
    this.startedAt ??= monotonicSeconds();
    this.trainedHere += 1;
    this.draw();
  }

  notice(index: number, notice: Notice): void {
    if (notice.kind !== 'diverged') return;
    this.output.paragraph(`  ${this.policyOf(index)}: ${noticeText(notice)}`, ' '.repeat(6));
    this.output.event({ event: notice.kind, run: index, message: noticeText(notice) });
  }

  runFails(index: number, reason: string, isGivenUp: boolean): void {
    const what = isGivenUp ? 'given up' : 'tried once more';
    this.output.paragraph(`  ${this.policyOf(index)}: ${what}. ${reason}`, ' '.repeat(6));
    this.output.event({ event: 'failure', run: index, isGivenUp, reason });
  }

  runStops(index: number): void {
    this.underWay.delete(index);
    this.output.event({ event: 'run', run: index, updates: this.done.get(index) ?? 0 });
  }

  close(): void {
    this.output.clearLive();
  }

  private policyOf(index: number): string {
    return policyLine(this.job, this.job.runs[index]?.arm ?? index);
  }

  private get spent(): number {
    return [...this.done].reduce(
      (sum, [index, updates]) => sum + Math.max(0, updates - (this.shared.get(index) ?? 0)),
      0,
    );
  }

  private draw(): void {
    const now = monotonicSeconds();
    if (!this.output.isLive || now - this.drawnAt < REDRAWN_EVERY_SECONDS) return;
    this.drawnAt = now;
    const seconds = now - (this.startedAt ?? now);
    const left = Math.max(0, this.expected - this.spent);
    const eta = this.trainedHere === 0 ? '' : `, about ${duration((left / this.trainedHere) * seconds)} left`;
    const width = this.output.columns - 1;
    const running = [...this.underWay]
      .map((index) => `#${String(index)} ${String(this.done.get(index) ?? 0)}`)
      .join(', ');
    this.output.frame(
      [
        `${this.stage}  ${this.counts}, running ${running === '' ? 'nothing' : running}`,
        `best ${this.best}`,
        `spent ${countText(this.spent)} of about ${countText(Math.max(this.expected, this.spent))} updates${eta}`,
      ].map((line) => line.slice(0, width)),
    );
  }
}

/** The best trial at the furthest point that any was measured at, by what the study compares them by. */
export function bestSoFar({ study, task }: StudyJob, { trials }: StudyState, reportOf: ReportOf): string {
  const { by, direction } = study.plan;
  const last = trials.flatMap(({ policy }, index) => {
    const reading = reportOf(index)?.readings.at(-1);
    const value = by === 'loss' ? reading?.loss : reading?.metric;
    return reading === undefined || value == null ? [] : [{ line: printPolicy(policy), t: reading.t, value }];
  });
  const furthest = Math.max(0, ...last.map(({ t }) => t));
  const sign = by === 'metric' && direction === 'maximize' ? -1 : 1;
  const [best] = last.filter(({ t }) => t === furthest).toSorted((a, b) => sign * (a.value - b.value));
  return best === undefined
    ? 'none yet'
    : `${best.line}, validation ${by === 'loss' ? 'loss' : task.metric.name} ${best.value.toPrecision(4)} after ${String(best.t)} updates`;
}

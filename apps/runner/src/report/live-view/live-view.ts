import { monotonicSeconds } from '../../clock.js';
import type { Watcher } from '../../executor/local.js';
import type { FinishedRun } from '../../job/finished-run.js';
import { type Job, policyLine } from '../../job/job.js';
import type { Notice } from '../../monitor/judge.js';
import type { Output } from '../../output.js';
import type { TrainerEvent } from '../../trainer/protocol.js';
import { Progress } from '../progress.js';
import { frame, LEAST_COLUMNS, LEAST_ROWS, type LineKind } from './frame.js';
import { LiveRun } from './live-run.js';

const REDRAWN_EVERY_SECONDS = 0.25;

/**
 * Shows the run that is trained as a frame that is redrawn in place, at most four times a second; on a terminal that is
 * too small as the progress line. Of the last run of a job the frame stays; of each a line.
 */
export class LiveView implements Watcher {
  private readonly output: Output;
  private readonly progress: Progress;
  private readonly stopListening: () => void;
  private run: LiveRun | null = null;
  private drawnAt = -Infinity;

  constructor(output: Output) {
    this.output = output;
    this.progress = new Progress(output, (line) => {
      if (!this.hasRoom) output.live(line);
    });
    // The lines on the screen were broken anew: they are drawn over at once.
    this.stopListening = output.onResize(() => this.draw());
  }

  runStarts(index: number, job: Job): void {
    this.progress.runStarts();
    const { arm = 0, seed = 0 } = job.runs[index] ?? {};
    this.run = new LiveRun({
      index,
      count: job.runs.length,
      policy: policyLine(job, arm),
      seed,
      metric: job.task.metric.name,
      direction: job.task.metric.direction,
      totalUpdates: job.sweep?.prefixUpdates ?? job.arms[arm]?.budget.updates ?? 1,
    });
  }

  event(index: number, event: TrainerEvent, isReplayed: boolean, job: Job): void {
    const now = monotonicSeconds();
    this.run?.observe(event, now, isReplayed);
    this.progress.event(index, event, isReplayed, job);
    if (now - this.drawnAt >= REDRAWN_EVERY_SECONDS && !isReplayed) this.draw();
  }

  notice(index: number, notice: Notice, job: Job): void {
    this.run?.announce(notice);
    if (this.hasRoom) this.progress.tell(index, notice);
    else this.progress.notice(index, notice, job);
  }

  runEnds(index: number, finished: FinishedRun, job: Job): void {
    const isLast = index === job.runs.length - 1;
    if (isLast && this.hasRoom && this.drawnAt > -Infinity) {
      this.draw();
      this.output.leaveLive();
    }
    if (isLast) this.stopListening();
    this.run = null;
    this.progress.runEnds(index, finished, job);
  }

  private get hasRoom(): boolean {
    return this.output.columns >= LEAST_COLUMNS && this.output.rows >= LEAST_ROWS;
  }

  private draw(): void {
    const { run, output } = this;
    if (run === null || run.updatesMade === 0 || !this.hasRoom) return;
    this.drawnAt = monotonicSeconds();
    // A line that is as wide as the terminal would take the cursor to the next one.
    const size = { columns: output.columns - 1, rows: output.rows };
    const paints = paintsOf(output.colors);
    output.frame(frame(run, size, jobSecondsLeft(run)).map(({ kind, text }) => paints[kind](text)));
  }
}

/** Seconds until all runs are done, if all are as fast as this one; null where it is the only one. */
function jobSecondsLeft({ head, secondsLeft, updatesPerSecond }: LiveRun): number | null {
  if (head.count === 1 || secondsLeft === null || updatesPerSecond === null) return null;
  return secondsLeft + ((head.count - head.index - 1) * head.totalUpdates) / updatesPerSecond;
}

/** Learning rate, loss, metric and cost have the colours that they have on the site, as near as a terminal has them. */
function paintsOf(colors: Output['colors']): Readonly<Record<LineKind, (text: string) => string>> {
  return {
    title: colors.bold,
    bar: String,
    loss: colors.yellow,
    'learning-rate': colors.cyan,
    axis: colors.dim,
    metric: colors.blue,
    cost: colors.gray,
    notice: colors.red,
  };
}

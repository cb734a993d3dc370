import { formatLearningRate } from '@ratebook/core/policy';
import { monotonicSeconds } from '../clock.js';
import type { Watcher } from '../executor/local.js';
import type { FinishedRun } from '../job/finished-run.js';
import { type Job, policyLine } from '../job/job.js';
import type { Notice } from '../monitor/judge.js';
import type { Output } from '../output.js';
import type { TrainerEvent, UpdateMessage } from '../trainer/protocol.js';
import { duration } from './duration.js';
import { noticeText } from './notice-text.js';

const REDRAWN_EVERY_SECONDS = 0.1;
const LONGEST_BAR = 24;
const SHORTEST_BAR = 6;

/** What stands on the progress line, the most wanted first: what does not fit is left out from the end. */
export interface ProgressParts {
  /** Which run it is, as `2/9`. */
  readonly run: string;
  /** Share of the run that is done, 0 to 1. */
  readonly doneRatio: number;
  readonly details: readonly string[];
}

/** The progress line, at most `columns` wide: the run, a bar that takes what is left, as many details as fit. */
export function progressLine({ run, doneRatio, details }: ProgressParts, columns: number): string {
  const shown: string[] = [];
  let left = columns - run.length - 2 - SHORTEST_BAR;
  for (const detail of details) {
    if (left < detail.length + 2) break;
    left -= detail.length + 2;
    shown.push(detail);
  }
  const width = Math.max(0, Math.min(LONGEST_BAR, SHORTEST_BAR + left));
  const filled = Math.round(Math.min(1, doneRatio) * width);
  return [run, `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`, ...shown].join('  ');
}

/** Shows a job as it goes: a bar with time left, loss, learning rate and metric; a line a run at its end. */
export class Progress implements Watcher {
  private readonly output: Output;
  /** Updates that this process has trained: what an earlier one did says nothing about the speed of this one. */
  private trainedHere = 0;
  private startedAt: number | null = null;
  private metric: number | null = null;
  private drawnAt = 0;
  private readonly draw: (line: string) => void;

  /** `draw` shows the progress line; on the bottom line of the terminal unless given. */
  constructor(output: Output, draw = (line: string) => output.live(line)) {
    this.output = output;
    this.draw = draw;
  }

  runStarts(): void {
    this.metric = null;
  }

  event(index: number, event: TrainerEvent, isReplayed: boolean, job: Job): void {
    if (event.type === 'evaluation' && event.split === 'validation') {
      this.metric = event.metrics[job.task.metric.name] ?? null;
      if (!isReplayed)
        this.output.event({ event: 'evaluation', run: index, t: event.t, split: event.split, metrics: event.metrics });
    }
    if (event.type !== 'update' || isReplayed) return;
    const now = monotonicSeconds();
    this.startedAt ??= now;
    this.trainedHere += 1;
    if (now - this.drawnAt < REDRAWN_EVERY_SECONDS) return;
    this.drawnAt = now;
    this.draw(progressLine(this.parts(index, event, job), this.output.columns - 1));
  }

  notice(index: number, notice: Notice, job: Job): void {
    this.output.paragraph(`  ${place(index, job)}  ${noticeText(notice)}`, ' '.repeat(6));
    this.tell(index, notice);
  }

  /** Says a notice to a program that reads along. */
  tell(index: number, notice: Notice): void {
    this.output.event({ event: notice.kind, run: index, message: noticeText(notice) });
  }

  runEnds(index: number, { run }: FinishedRun, job: Job): void {
    const { name } = job.task.metric;
    const last = run.evaluations.findLast(({ split }) => split === (job.sweep === null ? 'test' : 'validation'));
    const value = last?.metrics[job.sweep === null ? name : 'loss'] ?? null;
    const label = job.sweep === null ? `test ${name}` : 'held-out loss';
    const policy = policyLine(job, run.arm);
    const ending =
      run.status === 'completed' ? `${label} ${value === null ? 'none' : value.toPrecision(4)}` : run.status;
    this.output.line(`  ${place(index, job)}  ${ending.padEnd(label.length + 7)}  ${policy}, seed ${String(run.seed)}`);
    if (run.reason !== null) this.output.paragraph(`      ${run.reason}`, ' '.repeat(6));
    this.output.event({
      event: 'run',
      run: index,
      policy,
      seed: run.seed,
      status: run.status,
      reason: run.reason,
      metric: label,
      value,
    });
  }

  private parts(index: number, { t, learningRates, loss }: UpdateMessage, job: Job): ProgressParts {
    const done = t + 1;
    const total = job.sweep?.prefixUpdates ?? job.arms[job.runs[index]?.arm ?? 0]?.budget.updates ?? done;
    const seconds = monotonicSeconds() - (this.startedAt ?? 0);
    const left = (job.runs.length - index) * total - done;
    return {
      run: `${String(index + 1)}/${String(job.runs.length)}`,
      doneRatio: done / total,
      details: [
        `${duration((left / this.trainedHere) * seconds)} left`,
        `loss ${loss === null ? 'not finite' : loss.toPrecision(3)}`,
        `LR ${formatLearningRate(Number((learningRates['default'] ?? 0).toPrecision(3)))}`,
        ...(this.metric === null ? [] : [`${job.task.metric.name} ${this.metric.toPrecision(3)}`]),
      ],
    };
  }
}

/** Which of the job's runs it is, as ` 2/12`. */
function place(index: number, { runs }: Job): string {
  const count = String(runs.length);
  return `${String(index + 1).padStart(count.length)}/${count}`;
}

import { formatLearningRate, parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import { monotonicSeconds } from '../clock.js';
import type { Watcher } from '../executor/local.js';
import type { FinishedRun } from '../job/finished-run.js';
import type { Job } from '../job/job.js';
import type { Output } from '../output.js';
import type { TrainerEvent } from '../trainer/protocol.js';

const BAR_WIDTH = 18;
const REDRAWN_EVERY_SECONDS = 0.1;

/** Shows a job as it goes: a bar with loss, learning rate, metric and time left; a line a run at its end. */
export class Progress implements Watcher {
  private readonly output: Output;
  private runIndex = 0;
  /** Updates that this process has trained, and those of runs before; what an earlier process did is not its speed. */
  private trainedHere = 0;
  private readonly startedAt = monotonicSeconds();
  private metric: number | null = null;
  private drawnAt = 0;

  constructor(output: Output) {
    this.output = output;
  }

  runStarts(index: number): void {
    this.runIndex = index;
    this.metric = null;
  }

  event(index: number, event: TrainerEvent, _elapsed: number, job: Job): void {
    if (event.type === 'evaluation' && event.split === 'validation') {
      this.metric = event.metrics[job.task.metric.name] ?? null;
      this.output.event({ event: 'evaluation', run: index, t: event.t, split: event.split, metrics: event.metrics });
    }
    if (event.type !== 'update') return;
    this.trainedHere += 1;
    const now = monotonicSeconds();
    if (now - this.drawnAt < REDRAWN_EVERY_SECONDS) return;
    this.drawnAt = now;
    this.output.live(this.bar(event.t + 1, event.learningRates['default'] ?? 0, event.loss, job));
  }

  runEnds(index: number, { run }: FinishedRun, job: Job): void {
    const { name } = job.task.metric;
    const last = run.evaluations.findLast(({ split }) => split === (job.sweep === null ? 'test' : 'validation'));
    const value = last?.metrics[job.sweep === null ? name : 'loss'] ?? null;
    const label = job.sweep === null ? `test ${name}` : 'held-out loss';
    const policy = policyLine(job, run.arm);
    const ending =
      run.status === 'completed'
        ? `${label} ${value === null ? 'none' : value.toPrecision(4)}`
        : `${run.status}: ${run.reason ?? ''}`;
    this.output.line(
      `  ${String(index + 1).padStart(3)} of ${String(job.runs.length)}  ${policy}  seed ${String(run.seed)}  ${ending}`,
    );
    this.output.event({ event: 'run', run: index, policy, seed: run.seed, status: run.status, metric: label, value });
  }

  private bar(done: number, learningRate: number, loss: number | null, job: Job): string {
    const total = job.sweep?.prefixUpdates ?? job.arms[job.runs[this.runIndex]?.arm ?? 0]?.budget.updates ?? done;
    const filled = Math.round((done / total) * BAR_WIDTH);
    const perSecond = this.trainedHere / Math.max(0.05, monotonicSeconds() - this.startedAt);
    const left = (job.runs.length - this.runIndex) * total - done;
    const parts = [
      `${String(this.runIndex + 1)}/${String(job.runs.length)}`,
      `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`,
      `LR ${formatLearningRate(Number(learningRate.toPrecision(3)))}`,
      `loss ${loss === null ? 'not finite' : loss.toPrecision(3)}`,
      ...(this.metric === null ? [] : [`${job.task.metric.name} ${this.metric.toPrecision(3)}`]),
      `${duration(left / perSecond)} left`,
    ];
    return parts.join('  ');
  }
}

export function policyLine(job: Job, arm: number): string {
  return printPolicy(valueOrThrow(parsePolicyDocument(job.arms[arm]?.policy)));
}

/** Seconds as people say them: `8 s`, `3 min`, `2.1 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${String(Math.ceil(seconds))} s`;
  return seconds < 5400 ? `${String(Math.round(seconds / 60))} min` : `${(seconds / 3600).toFixed(1)} h`;
}

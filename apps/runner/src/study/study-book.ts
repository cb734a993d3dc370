import { join } from 'node:path';
import type { ReportOf, TrialReport } from '@ratebook/core/study';
import { runFolder } from '../executor/local.js';
import { trainingOf } from '../executor/training-of-run.js';
import type { Job } from '../job/job.js';
import type { StoredJob } from '../job/job-store.js';
import { Judge } from '../monitor/judge.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { type LogLine, readRunLog } from '../monitor/run-log.js';
import { findFailure } from './end-run.js';
import { trialReport } from './trial-report.js';

/** What the logs of a study's trials say so far. */
export class StudyBook {
  private readonly reports = new Map<number, TrialReport>();
  readonly reportOf: ReportOf = (trial) => this.reports.get(trial) ?? null;

  /** Reads the logs of these trials again. */
  async read(stored: StoredJob, trials: Iterable<number>): Promise<void> {
    const metric = stored.job.task.metric.name;
    for (const trial of trials) {
      const folder = runFolder(stored, trial);
      const [lines, failure] = [await readRunLog(join(folder, LOG_FILE)), await findFailure(folder)];
      const report = trialReport(
        failure === null ? settled(stored.job, trial, lines) : lines,
        metric,
        failure !== null,
      );
      if (report !== null) this.reports.set(trial, report);
    }
  }
}

/**
 * The part of a log that a study may decide by: to its end, or to its last checkpoint. What came after that is trained
 * again; and a divergence that a kill left without its end is not passed over, or the killed study would decide otherwise.
 */
function settled(job: Job, trial: number, lines: readonly LogLine[]): readonly LogLine[] {
  const isStop = ({ message }: LogLine) => message.type === 'finished' || message.type === 'checkpoint';
  const kept = lines.slice(0, lines.findLastIndex(isStop) + 1);
  const planned = job.runs[trial];
  if (planned === undefined || kept.at(-1)?.message.type === 'finished') return kept;
  const judge = new Judge(trainingOf(job, planned, 'cpu'));
  const found = kept.findIndex(({ message }) => {
    judge.observe(message);
    return judge.divergence !== null;
  });
  return found < 0 ? kept : kept.slice(0, found);
}

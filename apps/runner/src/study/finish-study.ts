import { join } from 'node:path';
import type { StudyState } from '@ratebook/core/study';
import { flopCount } from '../executor/flops.js';
import { runFolder } from '../executor/local.js';
import { type FinishedRun, finishRun } from '../job/finished-run.js';
import { LOG_FILE } from '../monitor/learning-rate-monitor.js';
import { readRunLog } from '../monitor/run-log.js';
import { endRun, findFailure } from './end-run.js';
import { removeCheckpoints } from './fork-run.js';
import type { StoredStudy } from './study-runs.js';

/** The runs of a study that is over, in the job's order: what no more was asked of is pruned, with the reason. */
export async function finishStudy(stored: StoredStudy, { trials }: StudyState): Promise<readonly FinishedRun[]> {
  const { job } = stored;
  const finished: FinishedRun[] = [];
  for (const [index, planned] of job.runs.entries()) {
    const folder = runFolder(stored, index);
    const failure = await findFailure(folder);
    await endRun(folder, failure === null ? 'pruned' : 'abandoned');
    await removeCheckpoints(folder);
    const arm = job.arms[planned.arm];
    if (arm === undefined) throw new RangeError(`The job has no arm ${String(planned.arm)}.`);
    const done = await finishRun(planned, await readRunLog(join(folder, LOG_FILE)), flopCount(job.task, arm.recipe));
    const why = failure ?? (done.run.status === 'pruned' ? (trials[index]?.prunedBecause ?? null) : null);
    finished.push(why === null ? done : { ...done, run: { ...done.run, reason: why } });
  }
  return finished;
}

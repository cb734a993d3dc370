import process from 'node:process';
import { readEnvironment } from '../../environment.js';
import { createRayExecutor } from '../../executor/ray.js';
import type { StudyWatcher } from '../../executor/study-executor.js';
import { readJob } from '../../job/job-store.js';
import { trainStudy } from '../../study/study-runs.js';
import { unwatched } from '../../study/testing/small-study.js';

// Run by ray-study.test.ts in a process of its own: works on the study in the folder that its argument names, and ends
// itself by SIGKILL once the first training was evaluated half way. The cluster hears nothing of it.
const [folder = ''] = process.argv.slice(2);
const job = await readJob(folder);
if (job === null || job.study === null) throw new Error(`There is no study in ${folder}.`);

const executor = await createRayExecutor(
  readEnvironment(),
  job.task,
  { rayAddress: null, shared: null, trialCpus: 1, trialGpus: 0, rayInsecure: false, microBatch: null },
  new AbortController().signal,
  () => undefined,
);
const watcher: StudyWatcher = {
  ...unwatched,
  event: (_, event) => {
    if (event.type !== 'evaluation' || event.t === 0) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment; nothing must happen in it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
};
await trainStudy({ folder, job: { ...job, study: job.study } }, { executor, watcher, onState: () => undefined });

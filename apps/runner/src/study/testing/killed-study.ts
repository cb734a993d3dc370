import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createLocalStudyExecutor } from '../../executor/local-study.js';
import { readJob } from '../../job/job-store.js';
import { createEmbeddedTrainer } from '../../trainer/embedded/embedded-trainer.js';
import { finishStudy } from '../finish-study.js';
import { trainStudy } from '../study-runs.js';
import { STUDY_CONTENT_FILE, studyContent, unwatched } from './small-study.js';

// Run by study-resume.test.ts in a process of its own: works on the study in the folder that its first argument names, and
// ends itself by SIGKILL at the n-th event that it sees happen, which its second says (0: never).
const [folder = '', nth = '0'] = process.argv.slice(2);
let left = Number(nth);

const job = await readJob(folder);
if (job?.study == null) throw new Error(`There is no study in ${folder}.`);
const executor = createLocalStudyExecutor({
  trainers: [createEmbeddedTrainer()],
  perDevice: 2,
  signal: new AbortController().signal,
});
const { stored, state } = await trainStudy(
  { folder, job: { ...job, study: job.study } },
  {
    executor,
    onState: () => undefined,
    watcher: {
      ...unwatched,
      event: (_index, _event, isReplayed) => {
        if (isReplayed || --left !== 0) return;
        process.kill(process.pid, 'SIGKILL');
        // The signal may take a moment; nothing must happen in it.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      },
    },
  },
);
writeFileSync(join(folder, STUDY_CONTENT_FILE), studyContent(stored.job, await finishStudy(stored, state)));
process.exit(0);

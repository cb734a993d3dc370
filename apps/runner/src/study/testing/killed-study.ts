import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { runFolder } from '../../executor/local.js';
import { createLocalStudyExecutor } from '../../executor/local-study.js';
import { readJob } from '../../job/job-store.js';
import { LOG_FILE } from '../../monitor/learning-rate-monitor.js';
import { readRunLog } from '../../monitor/run-log.js';
import { createEmbeddedTrainer } from '../../trainer/embedded/embedded-trainer.js';
import { updatesMade } from '../end-run.js';
import { finishStudy } from '../finish-study.js';
import { trainStudy } from '../study-runs.js';
import { STUDY_CONTENT_FILE, STUDY_COURSE_FILE, studyContent, unwatched } from './small-study.js';

// Run by study-resume.test.ts in a process of its own: works on the study in the folder that its first argument names, and
// ends itself by SIGKILL. Its second argument says after how many updates that no process made before (0: never), its third
// how many events later: a kill comes between updates, and around an evaluation, a checkpoint, a pause. Says where it was.
const [folder = '', nth = '0', later = '0'] = process.argv.slice(2);
const [killedAt, eventsLater] = [Number(nth), Number(later)];

const job = await readJob(folder);
if (job?.study == null) throw new Error(`There is no study in ${folder}.`);
const reached = await Promise.all(
  job.runs.map(async (_, index) => updatesMade(await readRunLog(join(runFolder({ folder, job }, index), LOG_FILE)))),
);
let [updates, eventsAfter, stage] = [0, 0, ''];
const sayWhere = () => {
  writeFileSync(join(folder, STUDY_COURSE_FILE), JSON.stringify({ updates, stage }));
};

const executor = createLocalStudyExecutor({
  trainers: [createEmbeddedTrainer()],
  perDevice: 2,
  signal: new AbortController().signal,
});
const { stored, state } = await trainStudy(
  { folder, job: { ...job, study: job.study } },
  {
    executor,
    onState: ({ batch }) => {
      stage = batch?.stage ?? 'confirming';
    },
    watcher: {
      ...unwatched,
      event: (index, event, isReplayed) => {
        if (isReplayed) return;
        if (killedAt > 0 && updates === killedAt) eventsAfter += 1;
        else if (event.type === 'update' && event.t >= (reached[index] ?? 0)) updates += 1;
        if (killedAt === 0 || updates < killedAt || eventsAfter < eventsLater) return;
        sayWhere();
        process.kill(process.pid, 'SIGKILL');
        // The signal may take a moment; nothing must happen in it.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      },
    },
  },
);
sayWhere();
writeFileSync(join(folder, STUDY_CONTENT_FILE), studyContent(stored.job, await finishStudy(stored, state)));
process.exit(0);

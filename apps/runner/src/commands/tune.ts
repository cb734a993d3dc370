import { expectedSearchUpdates, replayStudy, type StudyPlan } from '@ratebook/core/study';
import { budgetAtShare, type Task, taskName } from '@ratebook/core/task';
import { now } from '../clock.js';
import { createLocalStudyExecutor } from '../executor/local-study.js';
import { createRayExecutor } from '../executor/ray.js';
import type { StudyExecutor } from '../executor/study-executor.js';
import { trainerOfTask } from '../executor/trainer-of-task.js';
import { UsageError } from '../failure.js';
import { createJob, type StoredJob } from '../job/job-store.js';
import { assertCanBeSent } from '../ray/ask.js';
import { StudyProgress } from '../report/study-progress.js';
import { studyLines } from '../report/study-lines.js';
import { studySummary } from '../report/html/study-summary.js';
import { countText, secondsText } from '../report/quantities.js';
import { finishStudy } from '../study/finish-study.js';
import { type StudyResult, studyResult } from '../study/study-result.js';
import { type StoredStudy, trainStudy } from '../study/study-runs.js';
import { armOf, budgetShare } from './arms.js';
import type { CommandContext } from './context.js';
import { findHeldJob, ownSeeds, ticketFor, workOnJob } from './job.js';
import { submitJob } from './submit-job.js';
import { writeSummary } from './summary.js';
import { isTaskFile, type KnownTask, openTask } from './task.js';
import { assertTuneOptions, type TuneOptions } from './tune-options.js';
import { readSpaceFile } from './tune-candidates.js';
import { planStudy } from './tune-plan.js';
import { studyRequest } from './tune-request.js';
import { assertStudyFits } from './tune-size.js';

async function beginStudy(context: CommandContext, known: KnownTask, options: TuneOptions): Promise<StoredJob> {
  const { task } = known;
  const space = options.space === null ? null : await readSpaceFile(options.space);
  const request = studyRequest(task, options, space);
  const held = await findHeldJob(context, request, options);
  if (held !== null) return held;
  const share = budgetShare(options.budget);
  const { updatesPerEpoch, tokensPerUpdate } = task.trainer;
  const budget = budgetAtShare(task.budget, share, { updatesPerEpoch, tokensPerUpdate });
  const plan = await planStudy(context, known, options, { budget, space });
  const seeds = 1 + plan.confirmations;
  assertStudyFits(task, budget, plan);
  if (options.executor === 'ray') assertCanBeSent(plan);
  announce(context, task, plan);
  if (plan.climb !== null && (options.executor === 'ray' || options.devices.length * options.workers > 1))
    context.output.paragraph(
      'After its first look a climb trains one candidate at a time; --strategy halving has work for many at once.',
    );
  const ticket = await ticketFor(context, { kind: 'study', known, ticketArms: null, options: { ...options, seeds } });
  const issued = ticket?.seeds ?? ownSeeds(seeds);
  const [first] = issued;
  if (first === undefined) throw new RangeError('A ticket has a seed.');
  // Those that it begins with; the others get their arm and run when the search comes to them.
  const { trials } = replayStudy(plan, () => null);
  return createJob(context.environment.home, {
    version: 1,
    kind: 'study',
    request,
    task,
    ticket,
    arms: trials.map(({ policy }) => armOf(task, policy, share)),
    runs: trials.map((_, arm) => ({ arm, role: 'trial', ...first })),
    sweep: null,
    study: { plan, seeds: [...issued] },
    createdAt: new Date(now()).toISOString(),
    submission: null,
  });
}

/** What a study will cost, said before it starts. */
function announce({ output }: CommandContext, task: Task, plan: StudyPlan): void {
  const updates = expectedSearchUpdates(plan);
  const full = plan.candidates.length * plan.totalUpdates;
  const confirmation = 2 * plan.confirmations * plan.totalUpdates;
  const seconds = (count: number) => secondsText((count / plan.totalUpdates) * task.trainer.expectedSeconds);
  output.paragraph(
    `${String(plan.candidates.length)} candidates. The search costs ${plan.climb === null ? 'at most' : 'about'} ${countText(updates)} updates, ${seconds(updates)} by the task's own estimate${plan.climb === null ? '' : ', and more where it climbs far'}; all candidates in full would be ${countText(full)}. Confirming winner and runner-up with ${String(plan.confirmations)} more seeds each: ${countText(confirmation)} updates, about ${seconds(confirmation)}.`,
  );
}

async function executorOf(context: CommandContext, task: Task, options: TuneOptions): Promise<StudyExecutor> {
  const { environment, output, signal } = context;
  if (options.executor === 'ray')
    return createRayExecutor(
      environment,
      task,
      { ...options, trialCpus: options.trialCpus ?? 1, trialGpus: options.trialGpus ?? 0 },
      signal,
      (line) => output.paragraph(line),
    );
  const trainers = [];
  for (const device of options.devices)
    trainers.push(await trainerOfTask(environment, task, { device, microBatch: options.microBatch }, signal));
  return createLocalStudyExecutor({ trainers, perDevice: options.workers, signal });
}

/** `ratebook tune TASK --method …`: searches for a policy, confirms what it found, and submits the study. */
export async function tuneCommand(context: CommandContext, taskText: string, given: TuneOptions): Promise<void> {
  const options = { ...given, offline: given.offline || isTaskFile(taskText) };
  const { output } = context;
  assertTuneOptions(given);
  if (options.fromRegistry && isTaskFile(taskText))
    throw new UsageError(`--from-registry: ${taskText} is a task of your own file; no registry is asked about it.`);
  if (options.devices.length === 0) throw new UsageError('--devices: expected at least one.');
  const known = await openTask(context, taskText, options.offline);
  const executor = await executorOf(context, known.task, options);
  try {
    const begun = await beginStudy(context, known, options);
    await workOnJob(context, begun, options, async (stored) => {
      const { study } = stored.job;
      if (study === null) throw new RangeError('The job is no study.');
      const begunStudy: StoredStudy = { ...stored, job: { ...stored.job, study } };
      const progress = new StudyProgress(output, begunStudy.job);
      const trained = await trainStudy(begunStudy, { executor, watcher: progress, onState: progress.onState }).finally(
        () => progress.close(),
      );
      const finished = await finishStudy(trained.stored, trained.state);
      const result = studyResult(trained.stored, finished, options.space);
      output.line();
      for (const line of studyLines(result)) output.paragraph(line, '  ');
      const summary = await writeSummary(context, trained.stored, studySummary(result));
      await submitJob(context, trained.stored, finished, options, { ...answerOf(result), summary });
    });
  } finally {
    await executor.close();
  }
}

/** A study for programs. */
function answerOf({ job, reading, trials, winner, runnerUp }: StudyResult): Readonly<Record<string, unknown>> {
  const { plan } = job.study;
  return {
    task: taskName(job.task),
    method: plan.method,
    winner: winner && { policy: winner.policy, test: winner.tests, updatesToTarget: winner.updatesToTarget },
    runnerUp: runnerUp && { policy: runnerUp.policy, test: runnerUp.tests, updatesToTarget: runnerUp.updatesToTarget },
    because: reading.outcome?.because ?? null,
    problem: reading.problem,
    cost: reading.cost,
    gain: reading.gain,
    trials,
  };
}

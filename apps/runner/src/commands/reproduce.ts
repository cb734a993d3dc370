import { parseTiming } from '@ratebook/core/run';
import { parsePolicyDocument, printPolicy } from '@ratebook/core/policy';
import { valueOrThrow } from '@ratebook/core/refusal';
import type { Submission } from '@ratebook/core/submission';
import { runJob } from '../executor/local.js';
import { type TrainerOptions, trainerOfTask } from '../executor/trainer-of-task.js';
import { CommandFailure } from '../failure.js';
import { findJson } from '../files/folder.js';
import type { FinishedRun } from '../job/finished-run.js';
import { findHandle } from '../keys/session.js';
import { compareArms, type TimedRun } from '../report/side-by-side.js';
import { sideBySideLines } from '../report/side-by-side-lines.js';
import { createWatcher } from '../report/watcher.js';
import { assertFits } from './arms.js';
import type { CommandContext } from './context.js';
import { beginJob, type JobOptions, MOST_SEEDS, workOnJob } from './job.js';
import { submitJob } from './submit-job.js';
import { findSubmitted, type Submitted } from './submitted.js';
import { openTask } from './task.js';

export interface ReproduceOptions extends Omit<JobOptions, 'seeds'>, TrainerOptions {
  /** Null: as many as the original had, at least 3. */
  readonly seeds: number | null;
}

/** Of an original with a single run fewer would tell next to nothing of the noise between seeds. */
const FEWEST_SEEDS = 3;

const policiesOf = ({ arms }: Submission): readonly string[] =>
  arms.map(({ policy }) => printPolicy(valueOrThrow(parsePolicyDocument(policy))));

/** What has to be typed instead for a sweep: where its learning rates lie between its ends is found out anew. */
function rangeTestCommandLine({ arms, rangeTest }: Submission): string {
  const words = ['ratebook range-test', arms[0]?.task ?? 'TASK'];
  if (rangeTest === null) return words.join(' ');
  const learningRates = rangeTest.points.map(({ learningRate }) => learningRate);
  const range = [`--from ${String(Math.min(...learningRates))}`, `--to ${String(Math.max(...learningRates))}`];
  if (rangeTest.method === 'ramp')
    return [...words, '--method ramp', ...range, `--updates ${String(rangeTest.prefixUpdates)}`].join(' ');
  const policy = printPolicy(valueOrThrow(parsePolicyDocument(rangeTest.policy)));
  return [...words, `--policy "${policy}"`, ...range].join(' ');
}

/** The one task of a submission whose policies can be trained again, or why they cannot. */
function taskOf({ id, document }: Submitted): string {
  const shortId = id.slice(0, 12);
  if (document.kind === 'range-test')
    throw new CommandFailure(
      `Submission ${shortId} is a range test: there is no policy in it to be trained again, only a sweep. Make one of your own and compare what it reads out: ${rangeTestCommandLine(document)}`,
      1,
      ['unsupported'],
    );
  if (document.kind !== 'evaluation')
    throw new CommandFailure(
      `Submission ${shortId} is a ${document.kind}; expected an evaluation. Train what it found best: ratebook evaluate TASK POLICY`,
      1,
      ['unsupported'],
    );
  const tasks = [...new Set(document.arms.map(({ task }) => task))];
  const [task] = tasks;
  if (task === undefined || tasks.length > 1)
    throw new CommandFailure(
      `Submission ${shortId} is of ${String(tasks.length)} tasks (${tasks.join(', ')}); a ticket is of one.`,
      1,
      ['unsupported'],
    );
  return task;
}

/** As many seeds as the arm with most of them had, and no fewer than tell something. */
function seedsOf({ document }: Submitted): number {
  const counts = document.arms.map((_, arm) => document.runs.filter((run) => run.role === 'arm' && run.arm === arm));
  return Math.min(MOST_SEEDS, Math.max(FEWEST_SEEDS, ...counts.map(({ length }) => length)));
}

function originalRuns({ document, wallSeconds }: Submitted): readonly TimedRun[] {
  return document.runs.flatMap((run, index) =>
    run.role === 'arm' ? [{ run, wallSeconds: wallSeconds.get(index) ?? null }] : [],
  );
}

function newRuns(finished: readonly FinishedRun[]): readonly TimedRun[] {
  return finished.map(({ run, artefacts }) => {
    const timing = parseTiming(findJson(artefacts.get(run.timing ?? '') ?? ''));
    return { run, wallSeconds: timing.ok ? (timing.value.wallSeconds.at(-1) ?? null) : null };
  });
}

async function announce({ environment, output, registry }: CommandContext, submitted: Submitted, seeds: number) {
  const { id, document, handle, standing } = submitted;
  const arms = document.arms.length;
  output.paragraph(
    `Submission ${id.slice(0, 12)}${handle === null ? '' : ` of ${handle}`} (${standing}): ${String(arms)} ${arms === 1 ? 'policy' : 'policies'} on ${taskOf(submitted)}. Each is trained again with ${String(seeds)} new ${seeds === 1 ? 'seed' : 'seeds'}.`,
  );
  if (handle !== null && handle === (await findHandle(environment.home, registry.apiUrl)))
    output.paragraph(
      'It is your own: these runs add seeds to it. As a reproduction counts what another account sends.',
    );
}

/**
 * `ratebook reproduce SUBMISSION`: trains the arms of somebody's submission again under a ticket of one's own, with new
 * seeds, submits the runs, and shows the two side by side.
 */
export async function reproduceCommand(
  context: CommandContext,
  idStart: string,
  given: ReproduceOptions,
): Promise<void> {
  const { output } = context;
  const submitted = await findSubmitted(context, idStart, given.offline);
  const { document } = submitted;
  const options = { ...given, seeds: given.seeds ?? seedsOf(submitted) };
  const known = await openTask(context, taskOf(submitted), options.offline);
  const { task } = known;
  const { arms } = document;
  const policies = policiesOf(document);
  assertFits(arms.length, options.seeds, task.evaluateAt.length + 2);
  const trainer = await trainerOfTask(context.environment, task, options, context.signal);
  await announce(context, submitted, options.seeds);
  const begun = await beginJob(context, { kind: 'evaluation', known, arms, ticketArms: arms, sweep: null, options });
  await workOnJob(context, begun, options, async (stored) => {
    const finished = await runJob(trainer, stored, 0, createWatcher(context), context.signal);
    const comparisons = compareArms(task.metric.name, arms.length, originalRuns(submitted), newRuns(finished));
    output.line();
    for (const line of sideBySideLines(comparisons, policies, task.metric)) output.paragraph(line, ' '.repeat(4));
    await submitJob(context, stored, finished, options, {
      task: arms[0]?.task,
      reproduces: submitted.id,
      metric: task.metric.name,
      arms: comparisons.map((comparison, arm) => ({ policy: policies[arm], ...comparison })),
    });
  });
}

import { canonicalJson, digestText } from '@ratebook/core/canonical';
import { now } from '../clock.js';
import { CommandFailure, RegistryUnreachable } from '../failure.js';
import { buildSubmission } from '../job/build-submission.js';
import type { FinishedRun } from '../job/finished-run.js';
import { type StoredJob, writeJob } from '../job/job-store.js';
import { getKeypair } from '../keys/key-store.js';
import { currentSession, withToken } from '../keys/session.js';
import { enqueue, findParcel, type Parcel, send } from '../outbox/outbox.js';
import type { CommandContext } from './context.js';
import type { JobOptions } from './job.js';

export const LICENCE_LINE = 'Contributed results are published under CC BY 4.0.';

/** The job's submission: the one that it ended in before, or a new one, in the outbox from here on. */
async function parcelOf(home: string, stored: StoredJob, finished: readonly FinishedRun[]): Promise<Parcel> {
  if (stored.job.submission !== null) return findParcel(home, stored.job.submission);
  const artefacts = new Map(finished.flatMap((run) => [...run.artefacts]));
  const plan = stored.job.study === null ? null : canonicalJson(stored.job.study.plan);
  if (plan !== null) artefacts.set(digestText(plan), plan);
  const parcel = await enqueue(home, buildSubmission(stored.job, finished), artefacts, new Date(now()).toISOString());
  await writeJob({ ...stored, job: { ...stored.job, submission: parcel.id } });
  return parcel;
}

async function sendParcel({ environment, output, registry }: CommandContext, parcel: Parcel): Promise<void> {
  const { home } = environment;
  const shortId = parcel.id.slice(0, 12);
  const session = await currentSession(home, registry);
  if (session === null) {
    output.paragraph(
      `Submission ${shortId} waits in the outbox. Sign in and send it: ratebook login HANDLE, then ratebook submit`,
    );
    return;
  }
  const key = await getKeypair(home);
  await withToken(home, registry, session, (token) => send(home, parcel, registry, key, token));
  output.paragraph(`Submitted as ${shortId}. ${LICENCE_LINE}`);
  output.line(`See how it fares: ratebook status ${shortId}`);
}

/**
 * Puts the finished job in the outbox and, unless told otherwise, sends it. What goes wrong in sending says that the
 * submission is kept; `answer`, with the submission's id, stands beside the error in `--json`.
 */
export async function submitJob(
  context: CommandContext,
  stored: StoredJob,
  finished: readonly FinishedRun[],
  options: JobOptions,
  answer: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { environment, output } = context;
  const parcel = await parcelOf(environment.home, stored, finished);
  const shortId = parcel.id.slice(0, 12);
  const whole = { submission: parcel.id, ...answer };
  output.line();
  if (options.submit && !options.offline) {
    await sendParcel(context, parcel).catch((error: unknown) => {
      throw keeping(error, parcel.id, whole);
    });
  } else output.paragraph(`Submission ${shortId} waits in the outbox. Send it: ratebook submit`);
  output.result(whole);
}

/** The failure of a sending, saying that the submission is kept, with the answer that the command has all the same. */
function keeping(error: unknown, id: string, answer: Readonly<Record<string, unknown>>): unknown {
  if (!(error instanceof CommandFailure)) return error;
  const shortId = id.slice(0, 12);
  const failure =
    error instanceof RegistryUnreachable
      ? error.keeping(`Submission ${shortId} is kept in the outbox. Send it later: ratebook submit`)
      : new CommandFailure(
          `${error.message}\nSubmission ${shortId} stays in the outbox: ratebook submit sends it again.`,
          error.exitCode,
          error.codes,
        );
  failure.answer = answer;
  return failure;
}

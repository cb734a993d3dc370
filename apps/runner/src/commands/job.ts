import { randomInt } from 'node:crypto';
import type { SubmittedArm } from '@ratebook/core/submission';
import { type Task, taskName } from '@ratebook/core/task';
import type { Ticket } from '@ratebook/core/ticket';
import { now } from '../clock.js';
import { type FinishedRun } from '../job/finished-run.js';
import { type Job, requestDigest } from '../job/job.js';
import { createJob, findUnfinishedJob, type StoredJob, writeJob } from '../job/job-store.js';
import { buildSubmission } from '../job/build-submission.js';
import { lockFolder } from '../job/lock.js';
import { getKeypair } from '../keys/key-store.js';
import { currentSession, type Session } from '../keys/session.js';
import { enqueue, type Parcel, send } from '../outbox/outbox.js';
import type { CommandContext } from './context.js';

export const LICENCE_LINE = 'Contributed results are published under CC BY 4.0.';

/** A command's work, before its seeds are known. */
export interface JobRequest {
  readonly kind: Job['kind'];
  readonly task: Task;
  /** The arms that the ticket names. */
  readonly ticketArms: readonly SubmittedArm[];
  readonly arms: readonly SubmittedArm[];
  readonly seeds: number;
  readonly sweep: Job['sweep'];
  /** Begins anew although an unfinished job of the same request is there. */
  readonly isFresh: boolean;
}

const SEEDS_BELOW = 2 ** 32;

/** Every arm with every seed, seed by seed: a job that is stopped early has compared its arms on the same seeds. */
export function planRuns(kind: Job['kind'], arms: number, seeds: Ticket['seeds'], firstArm = 0): Job['runs'] {
  const role = kind === 'evaluation' ? ('arm' as const) : ('trial' as const);
  return seeds.flatMap(({ seed, dataSeed }) =>
    Array.from({ length: arms }, (_, index) => ({ arm: firstArm + index, role, seed, dataSeed })),
  );
}

function digestOf({ kind, task, arms, seeds, sweep }: JobRequest): string {
  return requestDigest({ kind, task: taskName(task), arms, seeds, sweep });
}

/** The ticket of a request, where somebody is signed in with the registry. */
async function openTicket(context: CommandContext, request: JobRequest, session: Session): Promise<Ticket> {
  const opened = await context.registry.openTicket(
    {
      task: taskName(request.task),
      kind: request.kind === 'evaluation' ? 'EVALUATION' : 'RANGE_TEST',
      arms: request.ticketArms.map(({ policy, recipe, budget }) => ({ policy, recipe, budget })),
      seeds: request.seeds,
    },
    session.token,
  );
  return {
    id: opened.id,
    task: opened.task.name,
    kind: request.kind,
    arms: opened.armHashes ?? null,
    seeds: [...opened.seeds],
    controlSeed: opened.controlSeed,
    nonce: opened.nonce ?? '',
    expiresAt: opened.expiresAt,
  };
}

function ownSeeds(count: number): Ticket['seeds'] {
  return Array.from({ length: count }, () => ({ seed: randomInt(SEEDS_BELOW), dataSeed: randomInt(SEEDS_BELOW) }));
}

/**
 * The job of a request: the unfinished one that is there already, or a new one with a ticket. Without a login the runs
 * are imported ones, and that is said before anything is trained.
 */
export async function beginJob(context: CommandContext, request: JobRequest): Promise<StoredJob> {
  const { environment, output, registry } = context;
  const digest = digestOf(request);
  const unfinished = request.isFresh ? null : await findUnfinishedJob(environment.home, digest);
  if (unfinished !== null) {
    output.line('Going on with an unfinished job of the same request (--fresh begins anew).');
    return unfinished;
  }
  const session = await currentSession(environment.home, registry);
  const ticket = session === null ? null : await openTicket(context, request, session);
  if (ticket === null) {
    output.line(
      'You are not signed in, so there is no ticket: these runs will enter as imported, level 2 at most, and stand on no verified board.',
    );
    output.line('Sign in first if you want them ranked: ratebook login HANDLE');
  } else {
    output.line(
      `Ticket ${ticket.id}, ${String(ticket.seeds.length)} ${ticket.seeds.length === 1 ? 'seed' : 'seeds'}, good until ${ticket.expiresAt}.`,
    );
  }
  const seeds = ticket?.seeds ?? ownSeeds(request.seeds);
  return createJob(environment.home, {
    version: 1,
    kind: request.kind,
    request: digest,
    task: request.task,
    ticket,
    arms: [...request.arms],
    runs: planRuns(request.kind, request.arms.length, seeds),
    sweep: request.sweep,
    createdAt: new Date(now()).toISOString(),
    submission: null,
  });
}

/** Keeps the job's folder to this process while `work` runs. */
export async function withLockedJob<T>(stored: StoredJob, work: () => Promise<T>): Promise<T> {
  const release = await lockFolder(stored.folder);
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Renews the ticket of a job that has gone on for long; a registry that is away is asked again at submission. */
export function keepTicketAlive({ environment, registry }: CommandContext, { ticket }: Job): () => void {
  if (ticket === null) return () => undefined;
  const RENEWED_EVERY_MS = 3_600_000;
  const timer = setInterval(() => {
    void currentSession(environment.home, registry)
      .then((session) => (session === null ? null : registry.renewTicket(ticket.id, session.token)))
      .catch(() => null);
  }, RENEWED_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Puts the finished job in the outbox and, unless told otherwise, sends it. */
export async function submitJob(
  context: CommandContext,
  stored: StoredJob,
  finished: readonly FinishedRun[],
  isSent: boolean,
): Promise<Parcel> {
  const { environment, output, registry } = context;
  const artefacts = new Map(finished.flatMap((run) => [...run.artefacts]));
  const parcel = await enqueue(
    environment.home,
    buildSubmission(stored.job, finished),
    artefacts,
    new Date(now()).toISOString(),
  );
  await writeJob({ ...stored, job: { ...stored.job, submission: parcel.id } });
  output.line();
  if (!isSent) {
    output.line(`Submission ${parcel.id.slice(0, 12)} waits in the outbox. Send it: ratebook submit`);
    return parcel;
  }
  const session = await currentSession(environment.home, registry);
  if (session === null) {
    output.line(
      `Submission ${parcel.id.slice(0, 12)} waits in the outbox. Sign in and send it: ratebook login HANDLE, ratebook submit`,
    );
    return parcel;
  }
  await send(environment.home, parcel, registry, await getKeypair(environment.home), session.token);
  output.line(`Submitted as ${parcel.id.slice(0, 12)}. ${LICENCE_LINE}`);
  return parcel;
}

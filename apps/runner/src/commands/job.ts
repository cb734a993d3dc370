import { randomInt } from 'node:crypto';
import type { SubmittedArm } from '@ratebook/core/submission';
import { taskName } from '@ratebook/core/task';
import type { Ticket } from '@ratebook/core/ticket';
import { now } from '../clock.js';
import { type Job, requestDigest, type Sweep } from '../job/job.js';
import { createJob, findUnfinishedJob, readJob, type StoredJob } from '../job/job-store.js';
import { lockFolder } from '../job/lock.js';
import { currentSession, type Session, withToken } from '../keys/session.js';
import { isWaiting } from '../outbox/outbox.js';
import { utcTime } from '../report/utc-time.js';
import type { CommandContext } from './context.js';
import { keepTicketAlive } from './heartbeat.js';
import type { KnownTask } from './task.js';

/** A ticket, and so a submission, has no more seeds than this. */
export const MOST_SEEDS = 64;

/** What the commands that train have in common. */
export interface JobOptions {
  readonly seeds: number;
  readonly submit: boolean;
  readonly fresh: boolean;
  readonly offline: boolean;
}

/** A command's work, before its seeds are known. */
export interface JobRequest {
  readonly kind: Job['kind'];
  readonly known: KnownTask;
  /** The arms that the ticket names; null for a study, whose arms are not known beforehand. */
  readonly ticketArms: readonly SubmittedArm[] | null;
  readonly arms: readonly SubmittedArm[];
  /** A sweep's seeds come with the ticket; `firstSeeds` of them are planned at once, the others where they are needed. */
  readonly sweep: (Omit<Sweep, 'seeds'> & { readonly firstSeeds: number }) | null;
  /** The person's own program that trains, where one does: another command is another request. */
  readonly script?: readonly string[];
  readonly options: JobOptions;
}

const SEEDS_BELOW = 2 ** 32;

/** Every arm with every seed, seed by seed: a job that is stopped early has compared its arms on the same seeds. */
export function planRuns(kind: Job['kind'], arms: number, seeds: Ticket['seeds'], firstArm = 0): Job['runs'] {
  const role = kind === 'evaluation' ? ('arm' as const) : ('trial' as const);
  return seeds.flatMap(({ seed, dataSeed }) =>
    Array.from({ length: arms }, (_, index) => ({ arm: firstArm + index, role, seed, dataSeed })),
  );
}

function digestOf({ kind, known, arms, sweep, script, options }: JobRequest): string {
  // By its document: a task of a file may have been edited under its name.
  const asked = { kind, task: known.task, arms, seeds: options.seeds, sweep };
  return requestDigest(script === undefined ? asked : { ...asked, script });
}

const TICKET_KIND = { evaluation: 'EVALUATION', 'range-test': 'RANGE_TEST', study: 'STUDY' } as const;

/** The ticket of a request, where somebody is signed in with the registry. */
async function openTicket(
  { environment, registry }: CommandContext,
  request: Pick<JobRequest, 'kind' | 'known' | 'ticketArms' | 'options'>,
  session: Session,
): Promise<Ticket> {
  const name = taskName(request.known.task);
  const asked = {
    task: name,
    kind: TICKET_KIND[request.kind],
    arms: request.ticketArms?.map(({ policy, recipe, budget }) => ({ policy, recipe, budget })) ?? null,
    seeds: request.options.seeds,
  };
  const opened = await withToken(environment.home, registry, session, (token) => registry.openTicket(asked, token));
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

/** Seeds of this machine's own, where no ticket issues them. */
export function ownSeeds(count: number): Ticket['seeds'] {
  return Array.from({ length: count }, () => ({ seed: randomInt(SEEDS_BELOW), dataSeed: randomInt(SEEDS_BELOW) }));
}

/** The ticket that a new job is made under; null, and said why, where its runs enter as imported. */
export async function ticketFor(
  context: CommandContext,
  request: Pick<JobRequest, 'kind' | 'known' | 'ticketArms' | 'options'>,
): Promise<Ticket | null> {
  const { environment, output, registry } = context;
  if (request.options.offline) {
    output.paragraph(
      'Offline, so there is no ticket: these runs will enter as imported, level 2 at most, and stand on no verified board.',
    );
    return null;
  }
  if (request.known.unreachable !== null)
    throw request.known.unreachable.keeping(
      'Nothing was begun. With --offline the runs are made without a ticket, and enter as imported.',
    );
  const session = await currentSession(environment.home, registry);
  if (session === null) {
    output.paragraph(
      'You are not signed in, so there is no ticket: these runs will enter as imported, level 2 at most, and stand on no verified board.',
    );
    output.paragraph('Sign in first if you want them ranked: ratebook login HANDLE');
    return null;
  }
  const ticket = await openTicket(context, request, session);
  const seeds = `${String(ticket.seeds.length)} ${ticket.seeds.length === 1 ? 'seed' : 'seeds'}`;
  output.paragraph(`Ticket ${ticket.id}: ${seeds}, good until ${utcTime(ticket.expiresAt)}.`);
  return ticket;
}

function sweepOf(asked: JobRequest['sweep'], seeds: Ticket['seeds']): Sweep | null {
  if (asked === null) return null;
  const { firstSeeds: _, ...sweep } = asked;
  return { ...sweep, seeds: [...seeds] };
}

/** The unfinished job of a request, where there is one and it is to be gone on with; says so. */
export async function findHeldJob(
  { environment, output }: CommandContext,
  digest: string,
  { fresh }: Pick<JobOptions, 'fresh'>,
): Promise<StoredJob | null> {
  if (fresh) return null;
  const held = await findUnfinishedJob(environment.home, digest, (id) => isWaiting(environment.home, id));
  if (held === null) return null;
  output.paragraph(
    held.job.submission === null
      ? 'Going on with an unfinished job of the same request (--fresh begins anew).'
      : `This was done already, as submission ${held.job.submission.slice(0, 12)}, which waits in the outbox (--fresh begins anew).`,
  );
  if (held.job.ticket === null) output.line('It has no ticket: its runs enter as imported.');
  return held;
}

/**
 * The job of a request: the one that is there already and not done, or a new one with a ticket. Without a ticket the
 * runs are imported ones, and that is said before anything is trained.
 */
export async function beginJob(context: CommandContext, request: JobRequest): Promise<StoredJob> {
  const digest = digestOf(request);
  const held = await findHeldJob(context, digest, request.options);
  if (held !== null) return held;
  const { environment } = context;
  const ticket = await ticketFor(context, request);
  const seeds = ticket?.seeds ?? ownSeeds(request.options.seeds);
  return createJob(environment.home, {
    version: 1,
    kind: request.kind,
    request: digest,
    task: request.known.task,
    ticket,
    arms: [...request.arms],
    runs: planRuns(request.kind, request.arms.length, seeds.slice(0, request.sweep?.firstSeeds)),
    sweep: sweepOf(request.sweep, seeds),
    study: null,
    createdAt: new Date(now()).toISOString(),
    submission: null,
  });
}

/**
 * Works on a job while its folder belongs to this process and its ticket is kept alive. `work` is given the job as it
 * stands once the folder is held: another runner may have brought it on in between.
 */
export async function workOnJob<T>(
  context: CommandContext,
  { folder, job: seen }: StoredJob,
  options: JobOptions,
  work: (stored: StoredJob) => Promise<T>,
): Promise<T> {
  const release = await lockFolder(folder);
  try {
    const job = (await readJob(folder)) ?? seen;
    const stopRenewing = await keepTicketAlive(context, job, options.offline);
    try {
      return await work({ folder, job });
    } finally {
      stopRenewing();
    }
  } finally {
    await release();
  }
}

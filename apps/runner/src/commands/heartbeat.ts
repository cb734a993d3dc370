import { CommandFailure, RegistryUnreachable } from '../failure.js';
import type { Job } from '../job/job.js';
import { currentSession, withToken } from '../keys/session.js';
import type { CommandContext } from './context.js';

const RENEWED_EVERY_MS = 3_600_000;
/** Why a ticket is dead for good. */
const DEAD = new Set(['ticket.expired', 'ticket.used', 'ticket.unknown', 'ticket.not-yours']);

/** Asks the registry to let a ticket live its whole life again. Says whether somebody was signed in to ask. */
async function renew({ environment, registry }: CommandContext, id: string): Promise<boolean> {
  const session = await currentSession(environment.home, registry);
  if (session === null) return false;
  await withToken(environment.home, registry, session, (token) => registry.renewTicket(id, token));
  return true;
}

/**
 * Renews the ticket of a job now and every hour; the answer stops it. A job that was trained under a ticket which is
 * dead by now is not gone on with: its runs could not be submitted. A registry that is away is said and asked again.
 */
export async function keepTicketAlive(
  context: CommandContext,
  { ticket, submission }: Job,
  isOffline: boolean,
): Promise<() => void> {
  if (ticket === null || isOffline) return () => undefined;
  try {
    await renew(context, ticket.id);
  } catch (error) {
    if (error instanceof RegistryUnreachable) {
      context.output.warn(
        `The registry is not reachable (${error.reason}): the work goes on without it, and waits in the outbox at its end.`,
      );
    } else if (error instanceof CommandFailure && submission === null && error.codes.some((code) => DEAD.has(code))) {
      throw new CommandFailure(
        `${error.message} This job's runs could not be submitted under it: begin anew with --fresh.`,
        1,
        error.codes,
      );
    } else if (!(error instanceof CommandFailure) || submission === null) throw error;
  }
  const timer = setInterval(() => {
    // What keeps failing is found out, and said, when the runs are submitted.
    void renew(context, ticket.id).catch(() => false);
  }, RENEWED_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

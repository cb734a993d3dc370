import { parseSubmission, type Submission, submissionId } from '@ratebook/core/submission';
import { valueOrThrow } from '@ratebook/core/refusal';
import { CommandFailure } from '../failure.js';
import { findParcel } from '../outbox/outbox.js';
import type { CommandContext } from './context.js';

/** A submission that somebody made, read from the exact text that was signed. */
export interface Submitted {
  readonly id: string;
  readonly document: Submission;
  /** Whose it is; null where the registry was not asked. */
  readonly handle: string | null;
  /** Where it stands at the registry, in words. */
  readonly standing: string;
  /** Wall seconds of a run by its index, self-reported; those that the registry derived. */
  readonly wallSeconds: ReadonlyMap<number, number>;
}

/** As many digits of an id as the registry finds one by. */
const LEAST_DIGITS = 12;

/**
 * The submission that an id or its beginning names: the registry's, or one of this runner's own where no registry is to be
 * asked. Its text is what its id says it is: whoever typed the id need not trust who delivered the text.
 */
export async function findSubmitted(context: CommandContext, idStart: string, isOffline: boolean): Promise<Submitted> {
  return isOffline ? findOwn(context, idStart) : findAtRegistry(context, idStart);
}

async function findOwn({ environment }: CommandContext, idStart: string): Promise<Submitted> {
  const { id, text } = await findParcel(environment.home, idStart);
  return {
    id,
    document: valueOrThrow(parseSubmission(text)),
    handle: null,
    standing: 'kept by this runner',
    wallSeconds: new Map(),
  };
}

async function findAtRegistry({ registry }: CommandContext, typed: string): Promise<Submitted> {
  const idStart = typed.toLowerCase();
  if (!/^[0-9a-f]{12,64}$/.test(idStart))
    throw new CommandFailure(
      `"${typed}" is no submission's id; expected its first ${String(LEAST_DIGITS)} to 64 hex digits.`,
    );
  const found = await registry.findSubmissionText(idStart);
  if (found === null)
    throw new CommandFailure(
      `The registry at ${registry.apiUrl} has no submission ${idStart}, or several that begin so.`,
    );
  if (!found.id.startsWith(idStart) || submissionId(found.text) !== found.id)
    throw new CommandFailure(
      `What the registry calls submission ${idStart} is another text: its SHA-256 is ${submissionId(found.text).slice(0, LEAST_DIGITS)}…. Nothing was begun.`,
    );
  const seconds = found.runs.edges.flatMap(({ node }) =>
    node.wallSeconds == null ? [] : [[node.index, node.wallSeconds] as const],
  );
  return {
    id: found.id,
    document: valueOrThrow(parseSubmission(found.text)),
    handle: found.account.handle,
    standing: `${found.state.toLowerCase()}, ${found.levelName ?? 'not verified yet'}`,
    wallSeconds: new Map(seconds),
  };
}

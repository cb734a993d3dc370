import { HASH_PATTERN } from '@ratebook/core/canonical';
import { TicketSchema } from '@ratebook/core/ticket';
import { z } from 'zod';

const hash = z.string().regex(HASH_PATTERN, 'a SHA-256 in 64 lower-case hex digits');
const instant = z.iso.datetime();

/** `account.json` of an exported account: who it is. Secret keys never leave the runner that made them. */
export const ExportedAccountSchema = z.strictObject({
  handle: z.string(),
  createdAt: instant,
  keys: z.array(z.strictObject({ publicKey: z.string(), addedAt: instant })).min(1),
});
export type ExportedAccount = z.infer<typeof ExportedAccountSchema>;

/**
 * `<first 12 digits of its id>.json`: a submission as it was sent, with the ticket it was made under. Its artefacts lie
 * beside it in `<the same digits>.jsonl.gz`, one canonical JSON text a line; each is named by its own digest.
 */
export const ExportedSubmissionSchema = z.strictObject({
  id: hash,
  /** The exact text that was signed. */
  text: z.string(),
  keyId: hash,
  signature: z.string(),
  receivedAt: instant,
  ticket: TicketSchema.extend({ openedAt: instant }).nullable(),
});
export type ExportedSubmission = z.infer<typeof ExportedSubmissionSchema>;

export const ACCOUNT_FILE = 'account.json';
const NAMED_DIGITS = 12;

export function submissionFile(id: string): string {
  return `${id.slice(0, NAMED_DIGITS)}.json`;
}

export function artefactsFile(id: string): string {
  return `${id.slice(0, NAMED_DIGITS)}.jsonl.gz`;
}

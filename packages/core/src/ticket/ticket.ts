import { z } from 'zod';
import { HASH_PATTERN } from '../canonical/index.js';
import { SeedSchema } from '../run/index.js';

export const TICKET_KINDS = ['evaluation', 'range-test', 'study'] as const;

/**
 * What the registry issued before training: the arms, the seeds and the data orders. All arms of a ticket share its
 * seeds, so that they can be compared in pairs; one submission a ticket.
 */
export const TicketSchema = z.strictObject({
  id: z.string().min(8).max(64),
  /** `slug@version`. */
  task: z.string(),
  kind: z.enum(TICKET_KINDS),
  /** Arm hashes; null for a study, whose arms are not known beforehand. */
  arms: z.array(z.string().regex(HASH_PATTERN)).min(1).max(64).nullable(),
  seeds: z
    .array(z.strictObject({ seed: SeedSchema, dataSeed: SeedSchema }))
    .min(1)
    .max(64),
  controlSeed: SeedSchema,
  nonce: z.string().min(16).max(64),
  /** ISO 8601, UTC. */
  expiresAt: z.iso.datetime(),
});
export type Ticket = z.infer<typeof TicketSchema>;

const DAY_SECONDS = 86_400;

/** How long a ticket lives: three times the expected time of all its runs, at least a day. */
export function ticketLifeSeconds(expectedSecondsPerRun: number, runs: number): number {
  return Math.max(DAY_SECONDS, Math.ceil(3 * expectedSecondsPerRun * runs));
}

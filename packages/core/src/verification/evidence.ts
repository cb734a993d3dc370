import type { Task } from '../task/index.js';
import type { Ticket } from '../ticket/index.js';

export interface KeyRecord {
  readonly publicKey: string;
  /** The account that the key is enrolled for. */
  readonly account: string;
  /** ISO 8601; null while it is good. */
  readonly revokedAt: string | null;
}

export interface TicketRecord {
  readonly ticket: Ticket;
  readonly account: string;
  /** The submission that used it first, null if none did. */
  readonly usedBy: string | null;
}

export interface TaskRecord {
  readonly task: Task;
  /** Open at the time the submission was received. */
  readonly isOpen: boolean;
}

/** An artefact's unpacked JSON, or that nobody has uploaded it. */
export type ArtefactRecord = { readonly state: 'present'; readonly value: unknown } | { readonly state: 'missing' };

/**
 * Everything that a check may look at, loaded beforehand: plain data, the same for the registry and for a sceptic with
 * the export.
 */
export interface Evidence {
  /** The submission exactly as it was received. */
  readonly text: string;
  /** The id under which it is stored. */
  readonly submissionId: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  /** The account that sent it. */
  readonly account: string;
  readonly keyId: string;
  /** base64url of 64 bytes. */
  readonly signature: string;
  readonly key: KeyRecord | null;
  readonly ticket: TicketRecord | null;
  /** By `slug@version`. */
  readonly tasks: ReadonlyMap<string, TaskRecord>;
  /** By SHA-256. */
  readonly artefacts: ReadonlyMap<string, ArtefactRecord>;
  /**
   * Ids of runs of other submissions with another seed or arm, by the digest of their last losses (`lossSuffixDigest`): the
   * same arm with the same seeds gives the same losses honestly.
   */
  readonly otherRunsByLossSuffix: ReadonlyMap<string, readonly string[]>;
}

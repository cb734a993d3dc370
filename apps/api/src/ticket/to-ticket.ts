import type { Viewer } from '../account/account.service.js';
import type { TicketRecord } from './ticket.store.js';
import type { TicketType } from './ticket.type.js';

/** A stored ticket as GraphQL shows it; its nonce to its owner only. */
export function toTicket(record: TicketRecord, viewer: Viewer | null, now: Date): TicketType {
  return {
    rowId: record.rowId,
    taskId: record.taskId,
    accountId: record.accountId,
    id: record.id,
    state: record.usedAt !== null ? 'used' : record.expiresAt <= now ? 'expired' : 'open',
    kind: record.kind,
    armHashes: record.armHashes,
    seeds: record.seeds.map(({ seed, dataSeed }) => ({ seed, dataSeed })),
    controlSeed: record.controlSeed,
    nonce: viewer?.id === record.accountId ? record.nonce : null,
    openedAt: record.openedAt,
    expiresAt: record.expiresAt,
  };
}

import { describe, expect, it } from 'vitest';
import { TicketSchema, ticketLifeSeconds } from './index.js';

const ticket = {
  id: 'ticket-1',
  task: 'digits@1',
  kind: 'evaluation',
  arms: ['a'.repeat(64)],
  seeds: [{ seed: 0, dataSeed: 2 ** 32 - 1 }],
  controlSeed: 7,
  nonce: 'n'.repeat(16),
  expiresAt: '2026-03-01T12:00:00Z',
};
const holds = (change: object) => TicketSchema.safeParse({ ...ticket, ...change }).success;

describe('TicketSchema', () => {
  it('takes a ticket, and a study’s without arms', () => {
    expect(holds({})).toBe(true);
    expect(holds({ kind: 'study', arms: null })).toBe(true);
  });

  it('refuses seeds out of range, short nonces, no seed, and an instant without its zone', () => {
    expect(holds({ seeds: [{ seed: 2 ** 32, dataSeed: 0 }] })).toBe(false);
    expect(holds({ seeds: [{ seed: -1, dataSeed: 0 }] })).toBe(false);
    expect(holds({ seeds: [] })).toBe(false);
    expect(holds({ nonce: 'n'.repeat(15) })).toBe(false);
    expect(holds({ expiresAt: '2026-03-01T12:00:00' })).toBe(false);
    expect(holds({ arms: [] })).toBe(false);
    expect(holds({ extra: 1 })).toBe(false);
  });
});

describe('ticketLifeSeconds', () => {
  it('is three times the expected time of all runs, at least a day', () => {
    expect(ticketLifeSeconds(1, 3)).toBe(86_400);
    expect(ticketLifeSeconds(28_800, 1)).toBe(86_400);
    expect(ticketLifeSeconds(28_801, 1)).toBe(86_403);
    expect(ticketLifeSeconds(3600, 64)).toBe(691_200);
  });
});

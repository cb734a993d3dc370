import type { Edition } from '../edition.js';

/** The first edition: form, signatures, tickets and traces. Thresholds: verification.md 5.2 of the design. */
export const edition2026_1: Edition = Object.freeze({
  name: '2026-1',
  highestLevel: 2,
  checks: Object.freeze([
    'F01',
    'F02',
    'F03',
    'F04',
    'F05',
    'F06',
    'F07',
    'F08',
    'S01',
    'S02',
    'S03',
    'T01',
    'T04',
    'T05',
    'T06',
    'T08',
    'T09',
  ] as const),
  thresholds: Object.freeze({
    // Single precision keeps 6e-8 of a value: a trainer that applies float32 passes with room.
    learningRateRelative: 1e-6,
    learningRateAbsolute: 1e-12,
    skippedShare: 0.01,
    skippedExtra: 10,
    suffixLosses: 20,
    suffixDistinct: 10,
    readOutRelative: 1e-12,
  }),
});
